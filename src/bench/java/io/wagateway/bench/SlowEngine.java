package io.wagateway.bench;

import io.vertx.core.Vertx;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A thousand promotions at one moment while the engine takes a second for each response, and their effect on a session on
 * another engine.
 *
 * @param bursts the first one straight to the engine
 * @param alone the other session's responses without other load
 * @param beside its responses during the bursts through the gateway
 * @param inARow the engine's requests for 50 promotions one after the other, if it is quick
 */
record SlowEngine(List<Burst> bursts, Sample alone, Sample beside, SlowWaha.Asked inARow) {
    static final int CONNECTIONS = 8;
    static final int IN_A_ROW = 50;

    private static final Duration LATENCY = Duration.ofSeconds(1);
    private static final Duration BURST = Duration.ofSeconds(6);

    /** Longer than the cache keeps a read of a group. */
    private static final long A_MOMENT_SECONDS = 3;

    /** Longer than a status counts as confirmed. */
    private static final long IDLE_SECONDS = 11;

    static SlowEngine measure(Servers servers, Settings settings) throws IOException, InterruptedException {
        Vertx vertx = Vertx.vertx();
        try (SlowWaha waha = new SlowWaha(vertx, true);
                SlowWaha liar = new SlowWaha(vertx, false);
                Server gateway = servers.gatewayWith(waha.url(), liar.url())) {
            Target quick = Target.promote("quick", gateway, Target.API_KEY);
            gateway.firstAnswer(quick.request());
            Sample alone;
            try (LoadGenerator load = LoadGenerator.open(quick, CONNECTIONS)) {
                load.run(settings.warmup());
                alone = load.run(settings.measure());
            }
            Session slow = new Session("slow", gateway, waha);
            Session lying = new Session("lying", gateway, liar);
            // Warms up the code of a burst, and makes each member a plain member.
            for (int i = 0; i < 5; i++) {
                slow.burst("warm-up", "promote");
                slow.burst("warm-up", "demote");
                lying.burst("warm-up", "promote");
                lying.burst("warm-up", "demote");
            }
            TimeUnit.SECONDS.sleep(IDLE_SECONDS);
            SlowWaha.Asked inARow = slow.inARow("promote");
            slow.inARow("demote");
            waha.takes(LATENCY);
            liar.takes(LATENCY);
            List<Burst> bursts = new ArrayList<>();
            bursts.add(straight(waha));
            Sample beside = new Sample();
            slow.use();
            bursts.add(beside(beside, quick, () -> slow.burst("a session in use", "promote")));
            TimeUnit.SECONDS.sleep(IDLE_SECONDS);
            bursts.add(beside(beside, quick, () -> slow.burst("a session that was idle", "demote")));
            lying.use();
            bursts.add(beside(beside, quick, () -> lying.burst("in use, an engine that lies", "promote")));
            slow.use();
            bursts.add(beside(beside, quick, () -> slow.bulk("one request that names them all")));
            slow.use();
            bursts.add(beside(beside, quick, () -> {
                slow.one();
                return slow.burst("a session whose group was read a moment before", "demote");
            }));
            return new SlowEngine(bursts, alone, beside, inARow);
        } finally {
            vertx.close();
        }
    }

    /** A session of the gateway, and its engine. */
    private record Session(String id, Server gateway, SlowWaha engine) {
        Burst burst(String name, String change) {
            return Burst.of(name, engine, gateway.port(), SlowWaha.MEMBERS, i -> request(i, change));
        }

        Burst bulk(String name) {
            String members = IntStream.range(0, SlowWaha.MEMBERS)
                    .mapToObj(i -> "\"" + SlowWaha.member(i) + "\"")
                    .collect(Collectors.joining(","));
            String body = "{\"participants\":[" + members + "]}";
            return Burst.of(
                    name,
                    engine,
                    gateway.port(),
                    1,
                    one -> "POST /api/v1/sessions/" + id + "/groups/" + SlowWaha.GROUP
                            + "/members:promote HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer "
                            + Target.API_KEY + "\r\nContent-Type: application/json\r\nContent-Length: "
                            + body.length() + "\r\n\r\n" + body);
        }

        /** The burst of one is a request. */
        SlowWaha.Asked inARow(String change) {
            int status = 0;
            int read = 0;
            int changes = 0;
            for (int i = 0; i < IN_A_ROW; i++) {
                int number = i;
                SlowWaha.Asked asked = Burst.of("", engine, gateway.port(), 1, one -> request(number, change))
                        .asked();
                status += asked.status();
                read += asked.read();
                changes += asked.change();
            }
            return new SlowWaha.Asked(status, read, changes, 1);
        }

        /** Sends requests, so that the session is in use; waits after each until the cached read of the group is too old. */
        void use() throws InterruptedException {
            for (int i = 0; i < 2; i++) {
                one();
                TimeUnit.SECONDS.sleep(A_MOMENT_SECONDS);
            }
        }

        /** Its answer needs a read of the group. */
        void one() {
            Burst.of("", engine, gateway.port(), 1, one -> request(0, "demote"));
        }

        private String request(int member, String change) {
            return "POST /api/v1/sessions/" + id + "/groups/" + SlowWaha.GROUP + "/members/" + SlowWaha.member(member)
                    + "/" + change + " HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer " + Target.API_KEY
                    + "\r\nContent-Length: 0\r\n\r\n";
        }
    }

    private static Burst straight(SlowWaha engine) {
        return Burst.of("straight to the engine", engine, engine.port(), SlowWaha.MEMBERS, i -> {
            String body = "{\"participants\":[{\"id\":\"" + SlowWaha.member(i) + "\"}]}";
            return "POST /api/slow/groups/" + SlowWaha.GROUP + "/admin/demote HTTP/1.1\r\nHost: 127.0.0.1"
                    + "\r\nContent-Type: application/json\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
        });
    }

    private interface Action {
        Burst run();
    }

    private static Burst beside(Sample sum, Target quick, Action burst) throws IOException {
        try (LoadGenerator load = LoadGenerator.open(quick, CONNECTIONS)) {
            load.run(Duration.ofSeconds(1));
            CompletableFuture<Burst> under = CompletableFuture.supplyAsync(burst::run);
            sum.add(load.run(BURST));
            return under.join();
        }
    }
}
