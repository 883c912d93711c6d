package io.wagateway.engine.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.wagateway.RunningGateway;
import io.wagateway.engine.conformance.FakeEngine.Kind;
import io.wagateway.engine.conformance.FakeWhatsApp.Change;
import io.wagateway.engine.conformance.FakeWhatsApp.Group;
import io.wagateway.engine.conformance.FakeWhatsApp.Person;
import io.wagateway.engine.conformance.FakeWhatsApp.Role;
import io.wagateway.error.ErrorCode;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** The same calls to every engine, over real HTTP to fakes that answer, and misreport, as the engines do. */
@ExtendWith(OutputCaptureExtension.class)
class EngineConformanceIT {
    /** The time-out of a whole call of the entries that are to fail. */
    static final int FAULTY_TIMEOUT_MILLIS = 2_000;

    /** The time-out of every other entry. The gateway closes a silent connection after the longest one of all. */
    static final int SOUND_TIMEOUT_MILLIS = 5_000;

    private static final Path REPORT = Path.of("target", "engine-conformance.txt");
    private static final String KEY = "wa_all_00000000000000000000000000000000";

    /** Headers that a caller sends and no engine may see. Each engine listens to one of them. */
    private static final String[] CALLER = {
        "Authorization", "Bearer " + KEY,
        "Cookie", "caller=cookie",
        "X-Request-Id", "caller-request",
        "X-Forwarded-For", "203.0.113.7",
        "Forwarded", "for=203.0.113.7;host=caller",
        "Referer", "https://caller.example/",
        "User-Agent", "caller/1.0",
        "Accept-Language", "caller",
        "apikey", "caller",
        "token", "caller",
        "X-Device-Id", "caller",
        "CamelHttpMethod", "DELETE",
        "CamelHttpPath", "/caller",
        "CamelHttpUri", "http://127.0.0.1:9/caller",
        "CamelHttpQuery", "caller=query",
        "traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
    };

    private static final Set<String> KNOWN_HEADERS = Set.of(
            "host",
            "accept",
            "accept-encoding",
            "connection",
            "content-length",
            "content-type",
            "transfer-encoding",
            "user-agent",
            "x-api-key",
            "apikey",
            "authorization",
            "x-device-id",
            "token");

    /** Texts that only an engine sends, in its answers or about itself. */
    private static final List<String> ENGINE_WORDS = List.of(
            "s3cr3t",
            "127.0.0.1",
            "engine-host",
            "stack",
            "boom",
            "info query",
            "waha",
            "gowa",
            "wuzapi",
            "evolution",
            "instance",
            "unauthorized",
            "exception",
            "io.wagateway",
            "java.");

    private static final Set<Fault> HEAVY = EnumSet.of(Fault.ENDLESS, Fault.BODY_OF_50_MB);
    private static final Set<Fault> STUCK = EnumSet.of(Fault.HANG, Fault.HEADERS_THEN_HANG, Fault.DRIP);

    private static final List<Scenario> SCENARIOS = Scenarios.all();
    private static final Table TABLE = new Table(SCENARIOS);

    private static World world;
    private static RunningGateway gateway;

    @BeforeAll
    static void fill() throws Exception {
        world = new World(SCENARIOS);
        gateway = RunningGateway.startWith("conformance/world.yaml", world.properties());
        // Calls that only wait run at once; calls that cost the machine something do not.
        ask(6, fault -> !STUCK.contains(fault) && !HEAVY.contains(fault));
        ask(4, HEAVY::contains);
        ask(24, STUCK::contains);
        String table = TABLE.print();
        Files.createDirectories(REPORT.getParent());
        Files.writeString(REPORT, table);
        System.out.println(table);
    }

    @AfterAll
    static void stop() {
        gateway.close();
        world.close();
    }

    @TestFactory
    Stream<DynamicTest> everyScenario_hasItsStatusOnEveryEngine() {
        return SCENARIOS.stream()
                .map(scenario ->
                        DynamicTest.dynamicTest(scenario.name(), () -> assertThat(Arrays.stream(Column.values())
                                        .filter(column -> scenario.expected(column) != null)
                                        .flatMap(column -> TABLE.row(scenario).get(column).problems().stream()
                                                .map(problem -> column.label() + ": " + problem)))
                                .isEmpty()));
    }

    /** Status once in ten seconds; roles once before the changes, and after each change if the engine misreports. */
    @ParameterizedTest
    @EnumSource(names = "SIMULATOR", mode = EnumSource.Mode.EXCLUDE)
    void promotesInARow_askFewQuestions(Column column) {
        FakeEngine fake = world.fake(column);
        long statusBefore = fake.count(Kind.STATUS, "main");
        for (String member : List.of("6289000000002", "6289000000006", "6289000000007")) {
            assertThat(post(column.label() + ".main", World.spareGroup(), member + "@s.whatsapp.net", true)
                            .statusCode())
                    .isEqualTo(204);
        }
        assertThat(fake.count(Kind.STATUS, "main") - statusBefore).isEqualTo(1);
        assertThat(fake.count(Kind.CHANGE, World.spareGroup())).isEqualTo(3);
        assertThat(fake.count(Kind.READ, World.spareGroup())).isEqualTo(column.isLiar() ? 4 : 1);
    }

    /** If the engine reports the limit, the gateway asks the account for no group until the wait is over. */
    @ParameterizedTest
    @EnumSource(names = {"WAHA_GOWS", "WAHA_NOWEB", "GOWS_2024", "NOWEB_2024", "EVOLUTION", "GOWA"})
    void rateLimit_isHonoured(Column column) {
        FakeEngine fake = world.fake(column);
        String session = column.label() + ".hurried";
        String admin = Scenario.ADMIN.number() + "@s.whatsapp.net";
        assertThat(post(session, World.limitedGroup(), admin, true).statusCode())
                .isEqualTo(429);
        long reads = fake.count(Kind.READ, World.steadyGroup());
        assertThat(post(session, World.steadyGroup(), admin, true).statusCode()).isEqualTo(429);
        assertThat(fake.count(Kind.READ, World.steadyGroup())).isEqualTo(reads);
    }

    @ParameterizedTest
    @EnumSource(names = "SIMULATOR", mode = EnumSource.Mode.EXCLUDE)
    void nothingOfTheCaller_reachesTheEngine(Column column) {
        List<FakeServer.Request> requests = world.fake(column).requests();
        assertThat(requests).isNotEmpty().allSatisfy(request -> {
            assertThat(KNOWN_HEADERS).containsAll(request.headers().keySet());
            assertThat(request.toString())
                    .doesNotContainIgnoringCase("caller")
                    .doesNotContain(KEY)
                    .doesNotContain("203.0.113.7");
            assertThat(request.headers().values())
                    .allSatisfy(values -> assertThat(values).hasSize(1));
        });
    }

    /** A call that is over leaves no connection on which an engine could send for ever. */
    @ParameterizedTest
    @EnumSource(names = "SIMULATOR", mode = EnumSource.Mode.EXCLUDE)
    void whatEndsInAnError_isHungUpOn(Column column) {
        await().atMost(Duration.ofMillis(SOUND_TIMEOUT_MILLIS + 3_000))
                .untilAsserted(() -> assertThat(world.fake(column).goingOn()).isEmpty());
    }

    @Test
    void whereARedirectLeads_nobodyComes() {
        assertThat(world.trap().requests()).isEmpty();
    }

    @Test
    void secrets_areInNoLogAndNoActuator(CapturedOutput output) {
        String metrics = gateway.send("GET", "/actuator/prometheus", null).body();
        String health = gateway.send("GET", "/actuator/health", null).body();
        String basic =
                Base64.getEncoder().encodeToString(Column.GOWA.secret("main").getBytes(StandardCharsets.UTF_8));
        assertThat(metrics).contains("gateway_engine_calls_seconds_count");
        assertThat(List.of(output.getAll(), metrics, health)).allSatisfy(text -> assertThat(text)
                .doesNotContain("S3CR3T")
                .doesNotContain(basic)
                .doesNotContain(Scenario.NUMBER)
                .doesNotContain(Scenario.PLAIN.number()));
    }

    private static void ask(int threads, Predicate<Fault> which) throws Exception {
        ExecutorService callers = Executors.newFixedThreadPool(threads);
        try {
            List<Future<?>> cells = new ArrayList<>();
            for (Scenario scenario : SCENARIOS) {
                for (Column column : Column.values()) {
                    if (scenario.expected(column) != null && which.test(scenario.fault())) {
                        cells.add(callers.submit(() -> TABLE.put(scenario, column, cell(scenario, column))));
                    }
                }
            }
            for (Future<?> cell : cells) {
                cell.get();
            }
        } finally {
            callers.shutdownNow();
        }
    }

    private static Table.Cell cell(Scenario scenario, Column column) {
        String gid = world.group(scenario);
        if (scenario.faultAt() == Kind.READ) {
            // Right answers keep the engine's circuit closed.
            String admin = Scenario.ADMIN.number() + "@s.whatsapp.net";
            post(world.session(column, scenario), World.steadyGroup(), admin, true);
        }
        HttpResponse<String> answer =
                post(world.session(column, scenario), gid, scenario.member(), scenario.isPromotion());
        long answered = System.nanoTime();
        List<String> problems = new ArrayList<>();
        List<Integer> expected = scenario.expected(column).statuses();
        if (!expected.contains(answer.statusCode())) {
            problems.add("answers " + answer.statusCode() + " " + answer.body() + " and not " + expected);
        }
        if (scenario.fault() != null) {
            Long struck = world.fake(column).struckAt(scenario.faultAt(), world.struck(scenario));
            long millis = struck == null ? 0 : (answered - struck) / 1_000_000;
            if (struck == null || millis > scenario.withinMillis()) {
                problems.add(struck == null ? "the fault was never met" : "took " + millis + " ms");
            }
        }
        problems.addAll(flaws(answer));
        if (column.isFake()) {
            problems.addAll(untruths(scenario, column, gid, answer.statusCode()));
        }
        return new Table.Cell(answer.statusCode(), problems);
    }

    private static HttpResponse<String> post(String session, String gid, String member, boolean promote) {
        return gateway.send(
                "POST",
                RunningGateway.SESSIONS + session + "/groups/" + gid + "/members/" + member
                        + (promote ? "/promote" : "/demote") + "?caller=query&CamelHttpPath=caller",
                "{\"caller\":\"body\"}",
                CALLER);
    }

    /** Problems that no answer may have, whatever it says. */
    private static List<String> flaws(HttpResponse<String> answer) {
        List<String> flaws = new ArrayList<>();
        int status = answer.statusCode();
        boolean later = status == 429 || status == 503;
        if (later != answer.headers().firstValue("Retry-After").isPresent()) {
            flaws.add("Retry-After " + answer.headers().firstValue("Retry-After"));
        }
        if (status == 204) {
            return flaws;
        }
        JsonNode error = Json.parse(answer.body()).path("error");
        String code = error.path("code").asText();
        boolean fits = Arrays.stream(ErrorCode.values())
                .anyMatch(known -> known.code().equals(code) && known.status() == status);
        if (!fits
                || !error.path("message").isTextual()
                || !error.path("details").isObject()) {
            flaws.add("no envelope: " + answer.body());
        }
        String shown = (answer.body() + answer.headers().map()).toLowerCase(Locale.ROOT);
        ENGINE_WORDS.stream()
                .filter(shown::contains)
                .forEach(word -> flaws.add("tells '" + word + "' of the engine: " + answer.body()));
        return flaws;
    }

    /** Differences between the answer and what happened on WhatsApp, and requests that were too many. */
    private static List<String> untruths(Scenario scenario, Column column, String gid, int status) {
        List<String> untruths = new ArrayList<>();
        FakeEngine fake = world.fake(column);
        List<Change> changes = fake.whatsApp().changesOf(gid);
        long asked = fake.count(Kind.CHANGE, gid);
        if (asked > 1 || (asked > 0 && !scenario.mayWrite(column))) {
            untruths.add("asked for " + asked + " changes: " + changes);
        }
        long reads = fake.count(Kind.READ, gid);
        boolean mayReadBack = column.isLiar() || scenario.fault() != null || scenario.readsBack();
        if (reads > (asked > 0 ? 2 : 1) || (reads > 1 && !mayReadBack)) {
            untruths.add("read the group " + reads + " times");
        }
        Group group = fake.whatsApp().group(gid);
        Person person = group == null ? null : group.person(scenario.member());
        if (person == null) {
            return untruths;
        }
        Person before = scenario.group(gid).person(scenario.member());
        boolean isAdmin = person.role() == Role.ADMIN || person.role() == Role.SUPERADMIN;
        if (status == 204 && isAdmin != scenario.isPromotion()) {
            untruths.add("answers 204, and the member is " + person.role());
        }
        if (status != 204 && person.role() != before.role() && person.role() != Role.LEFT) {
            untruths.add("answers " + status + ", and the member is " + person.role());
        }
        return untruths;
    }
}
