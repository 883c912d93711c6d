package io.wagateway.bench;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/**
 * What a session notices of another one whose engine is stuck.
 *
 * @param alone the session's answers while nothing else goes on
 * @param beside its answers while the stuck requests are held
 * @param held how many of them were still without an answer at the end of that
 * @param answered how many of them got the expected answer at last
 */
record StuckEngine(Sample alone, Sample beside, long held, long answered) {
    static final int STUCK = 200;
    static final int CONNECTIONS = 8;

    /** The stuck account takes ten seconds to say its status and ten more for its group: it is held for longer. */
    private static final Duration MEASURED = Duration.ofSeconds(15);

    private static final Duration CATCHING_UP = Duration.ofMillis(100);

    static StuckEngine measure(Target target, Duration alone) throws IOException {
        HttpClient http =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + target.server().port() + Target.path("stuck")))
                .header("Authorization", "Bearer " + Target.API_KEY)
                .POST(HttpRequest.BodyPublishers.noBody())
                .build();
        try (LoadGenerator load = LoadGenerator.open(target, CONNECTIONS)) {
            load.run(Duration.ofSeconds(1));
            Sample before = load.run(alone);
            List<CompletableFuture<Integer>> stuck = Stream.generate(
                            () -> http.sendAsync(request, HttpResponse.BodyHandlers.discarding()))
                    .limit(STUCK)
                    .map(answer -> answer.handle((response, failure) -> failure == null ? response.statusCode() : 0))
                    .toList();
            // Its requests waited for this thread, which was busy sending the others: that is not the gateway's doing.
            load.run(CATCHING_UP);
            Sample during = load.run(MEASURED);
            long held = stuck.stream().filter(answer -> !answer.isDone()).count();
            long answered = stuck.stream()
                    .filter(answer -> answer.join() == Target.EXPECTED)
                    .count();
            return new StuckEngine(before, during, held, answered);
        }
    }
}
