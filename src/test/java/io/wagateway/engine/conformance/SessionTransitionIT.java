package io.wagateway.engine.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.wagateway.RunningGateway;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How fast, and at what price, a session's status follows an engine that needs a moment to connect. */
class SessionTransitionIT {
    private static final String KEY = "wa_all_00000000000000000000000000000000";
    private static final long CONNECTS_WITHIN_MS = 300;

    /** WAHA with accounts that are on their way for a moment after each call, and with a way to stop answering. */
    private static final class Waha extends FakeServer {
        private volatile String status = "STOPPED";
        private volatile long connectedAt = Long.MAX_VALUE;
        private volatile boolean down;
        private volatile CountDownLatch held = new CountDownLatch(0);

        Waha() {
            start();
        }

        /** A moment after the first request that sees it. */
        synchronized void connects() {
            status = "STARTING";
            connectedAt = Long.MAX_VALUE;
        }

        private synchronized String status() {
            long now = System.currentTimeMillis();
            if (status.equals("STARTING")) {
                connectedAt = Math.min(connectedAt, now + CONNECTS_WITHIN_MS);
            }
            return status.equals("STARTING") && now >= connectedAt ? "WORKING" : status;
        }

        long statusRequests() {
            return requests().stream()
                    .filter(request ->
                            request.method().equals("GET") && request.path().startsWith("/api/sessions/"))
                    .count();
        }

        @Override
        Fault fault(Request request) {
            return down ? Fault.CLOSED_WITHOUT_ANSWER : null;
        }

        @Override
        Reply answer(Request request) {
            await();
            String path = request.path();
            if (path.endsWith("/auth/qr")) {
                return Reply.json(200, Map.of("value", "2@code"));
            }
            if (path.endsWith("/restart") || path.endsWith("/start")) {
                if (!status.equals("SCAN_QR_CODE")) {
                    connects();
                }
                return Reply.json(201, Map.of("name", "default", "status", status));
            }
            if (path.endsWith("/stop")) {
                status = "STOPPED";
                return Reply.json(201, Map.of("name", "default", "status", status));
            }
            String now = status();
            return Reply.json(
                    200,
                    now.equals("WORKING")
                            ? Map.of("name", "default", "status", now, "me", Map.of("id", "6281000000001@c.us"))
                            : Map.of("name", "default", "status", now));
        }

        private void await() {
            try {
                held.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private Waha waha;
    private RunningGateway gateway;

    @BeforeEach
    void start() {
        waha = new Waha();
        gateway = RunningGateway.startWith(
                "conformance/world.yaml",
                // So seldom that it cannot be what the test sees.
                "gateway.session-watch=30s",
                "gateway.engines.waha.kind=waha",
                "gateway.engines.waha.url=" + waha.url(),
                "gateway.engines.waha.secret=key",
                "gateway.provision.sessions[0].id=phone",
                "gateway.provision.sessions[0].organization=org_a",
                "gateway.provision.sessions[0].engine=waha",
                "gateway.provision.sessions[0].engine-session=default");
    }

    @AfterEach
    void stop() {
        waha.held.countDown();
        gateway.close();
        waha.close();
    }

    private HttpResponse<String> send(String method, String path) {
        return gateway.send(method, RunningGateway.SESSIONS + "phone" + path, null, "x-api-key", KEY);
    }

    private static String status(HttpResponse<String> response) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return json(response).get("status").asText();
    }

    private static JsonNode json(HttpResponse<String> response) {
        try {
            return new ObjectMapper().readTree(response.body());
        } catch (java.io.IOException e) {
            throw new AssertionError(e);
        }
    }

    private void awaitWorking(Duration longest) {
        await().pollInterval(Duration.ofMillis(50)).atMost(longest).until(() -> status(send("GET", ""))
                .equals("working"));
    }

    private static void pause(long millis) {
        await().atMost(Duration.ofMinutes(1))
                .pollDelay(Duration.ofMillis(millis))
                .until(() -> true);
    }

    private List<String> told() {
        JsonNode events = json(gateway.send("GET", "/api/v1/events?event=session.status", null, "x-api-key", KEY));
        return events.get("data").findValuesAsText("status");
    }

    @Test
    void status_afterARestartAndAfterAScan_isKnownWithinAMoment() {
        assertThat(status(send("POST", ":start"))).isEqualTo("starting");
        awaitWorking(Duration.ofMillis(1_500));

        assertThat(status(send("POST", ":restart"))).isEqualTo("starting");
        awaitWorking(Duration.ofMillis(1_500));
        assertThat(told()).containsExactly("starting", "working", "starting", "working");

        send("POST", ":stop");
        waha.status = "SCAN_QR_CODE";
        assertThat(status(send("POST", ":start"))).isEqualTo("scan_qr_code");
        assertThat(send("GET", "/qr").statusCode()).isEqualTo(200);
        long before = waha.statusRequests();
        pause(4_000);
        assertThat(waha.statusRequests() - before).isBetween(3L, 6L);

        waha.connects();
        awaitWorking(Duration.ofMillis(2_500 + CONNECTS_WITHIN_MS));
        long after = waha.statusRequests();
        pause(3_000);
        assertThat(waha.statusRequests()).isEqualTo(after);
    }

    @Test
    void start_thatTheHalfOpenCircuitAdmits_isDone_andOneThatItRefusesIsNot() {
        waha.down = true;
        for (int i = 0; i < 5; i++) {
            assertThat(send("POST", ":start").statusCode()).isEqualTo(503);
        }
        waha.down = false;
        pause(10_200);
        waha.held = new CountDownLatch(1);
        waha.requests().clear();
        CompletableFuture<HttpResponse<String>> admitted = CompletableFuture.supplyAsync(() -> send("POST", ":start"));
        await().until(() -> waha.requests().size() == 1);
        // The one organisation tries it with one call.
        assertThat(send("POST", ":start").statusCode()).isEqualTo(503);
        assertThat(waha.requests()).hasSize(1);
        waha.held.countDown();
        assertThat(admitted.join().statusCode()).isEqualTo(200);
    }

    @Test
    void start_afterWhichTheEngineIsDown_isOnItsWay_andThenWorks() {
        waha.held = new CountDownLatch(1);
        CompletableFuture<HttpResponse<String>> start = CompletableFuture.supplyAsync(() -> send("POST", ":start"));
        await().until(() ->
                waha.requests().stream().anyMatch(request -> request.path().endsWith("/start")));
        waha.down = true;
        waha.held.countDown();
        assertThat(status(start.join())).isEqualTo("starting");
        assertThat(status(send("GET", ""))).isEqualTo("starting");
        waha.down = false;
        awaitWorking(Duration.ofSeconds(4));
    }
}
