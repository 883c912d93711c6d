package io.wagateway.bench;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.HdrHistogram.Histogram;

/**
 * 1,000 members of ten groups are admins for one minute, and all minutes end within a few seconds. How late is each demotion,
 * and what do other requests to the gateway feel of it?
 *
 * @param ended how many demotions are in the log, each of a grant
 * @param millisLate from the end of a grant to the event of its demotion
 * @param alone 8 connections, while no grant is due
 * @param beside the same, while all are
 */
record Grants(long ended, Histogram millisLate, Sample alone, Sample beside) {
    static final int CONNECTIONS = 8;
    static final int GROUPS = 10;
    static final int MEMBERS = 100;

    /** The shortest time that a right may be given for. */
    private static final String FOR = "1m";

    private static final long PATIENCE_MILLIS = 120_000;
    private static final String ACCOUNT = "6281000000001@s.whatsapp.net";

    static Grants measure(Servers servers, Settings settings) throws IOException, InterruptedException {
        Path folder = servers.folder();
        try (Server gateway = servers.gatewayOf("grants.yaml", folder, groups())) {
            Target quick = Target.promote("quick", gateway, Target.API_KEY);
            gateway.firstAnswer(quick.request());
            Api api = new Api(gateway.port());
            try (LoadGenerator load = LoadGenerator.open(quick, CONNECTIONS)) {
                load.run(settings.warmup());
                String all = IntStream.range(0, MEMBERS)
                        .mapToObj(member -> "\"" + member(member) + "\"")
                        .collect(Collectors.joining(","));
                for (int group = 1; group <= GROUPS; group++) {
                    api.promote(gid(group), "{\"participants\":[" + all + "]}");
                }
                Sample alone = load.run(settings.measure());
                Map<String, Long> ends = api.ends();
                long first =
                        ends.values().stream().mapToLong(Long::longValue).min().orElseThrow();
                load.run(Duration.ofMillis(Math.max(1, first - System.currentTimeMillis())));
                Sample beside = new Sample();
                Map<String, Long> ended = Map.of();
                while (ended.size() < ends.size()) {
                    beside.add(load.run(Duration.ofSeconds(1)));
                    ended = api.demotions();
                    if (System.currentTimeMillis() > first + PATIENCE_MILLIS) {
                        throw new IllegalStateException(ended.size() + " of " + ends.size() + " grants have ended");
                    }
                }
                Histogram late = new Histogram(3);
                ended.forEach((member, at) -> late.recordValue(Math.max(0, at - ends.get(member))));
                return new Grants(ended.size(), late, alone, beside);
            }
        }
    }

    /** The first group is that of the promotion that changes nothing. */
    private static List<String> groups() {
        List<String> arguments = new ArrayList<>();
        for (int group = 0; group <= GROUPS; group++) {
            String prefix = "--gateway.simulator.groups[" + group + "].";
            arguments.add(prefix + "jid=" + gid(group));
            arguments.add(prefix + "members[0].jid=" + ACCOUNT);
            arguments.add(prefix + "members[0].role=superadmin");
            for (int member = 0; member < MEMBERS; member++) {
                String row = prefix + "members[" + (member + 1) + "].";
                arguments.add(row + "jid=" + member(member));
                if (group == 0) {
                    arguments.add(row + "role=admin");
                }
            }
        }
        return arguments;
    }

    private static String gid(int group) {
        return 120_363_000_000_000_001L + group + "@g.us";
    }

    private static String member(int number) {
        return 6_289_000_000_001L + number + "@s.whatsapp.net";
    }

    /** What the benchmark asks of the gateway, one request after the other. */
    private record Api(String base, HttpClient client) {
        Api(int port) {
            this("http://127.0.0.1:" + port + "/api/v1", HttpClient.newHttpClient());
        }

        void promote(String gid, String body) throws IOException, InterruptedException {
            JsonObject result = send(
                    "/sessions/quick/groups/" + gid + "/members:promote?for=" + FOR,
                    HttpRequest.BodyPublishers.ofString(body));
            long changed = result.getJsonArray("data").stream()
                    .filter(row -> ((JsonObject) row).getString("outcome").equals("changed"))
                    .count();
            if (changed != MEMBERS) {
                throw new IllegalStateException(gid + ": " + result);
            }
        }

        /** By group and member, in epoch milliseconds. */
        Map<String, Long> ends() throws IOException, InterruptedException {
            Map<String, Long> ends = new HashMap<>();
            for (int group = 1; group <= GROUPS; group++) {
                JsonArray grants = send("/sessions/quick/groups/" + gid(group) + "/grants?limit=1000", null)
                        .getJsonArray("data");
                for (Object grant : grants) {
                    ends.put(gid(group) + ((JsonObject) grant).getString("jid"), ((JsonObject) grant).getLong("until"));
                }
            }
            return ends;
        }

        /** The times of the events, by group and member. */
        Map<String, Long> demotions() throws IOException, InterruptedException {
            Map<String, Long> times = new HashMap<>();
            String cursor = "";
            do {
                JsonObject page = send("/events?event=group.member.demoted&limit=1000&cursor=" + cursor, null);
                for (Object row : page.getJsonArray("data")) {
                    JsonObject event = (JsonObject) row;
                    JsonObject payload = event.getJsonObject("payload");
                    if (payload.getString("actor").startsWith("grant:")) {
                        times.put(
                                payload.getString("groupJid") + payload.getString("memberJid"),
                                event.getLong("timestamp"));
                    }
                }
                cursor = page.getString("nextCursor");
            } while (!cursor.isEmpty());
            return times;
        }

        private JsonObject send(String path, HttpRequest.BodyPublisher body) throws IOException, InterruptedException {
            HttpRequest.Builder request =
                    HttpRequest.newBuilder(URI.create(base + path)).header("x-api-key", Target.API_KEY);
            if (body != null) {
                request.header("Content-Type", "application/json").POST(body);
            }
            HttpResponse<String> response = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
            if (response.statusCode() != 200) {
                throw new IllegalStateException(path + " returns " + response.statusCode() + " " + response.body());
            }
            return new JsonObject(response.body());
        }
    }
}
