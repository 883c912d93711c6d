package io.wagateway.event;

import static io.wagateway.JsonResponses.parse;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.micrometer.core.instrument.MeterRegistry;
import io.wagateway.RunningGateway;
import io.wagateway.event.log.Event;
import io.wagateway.event.log.EventLog;
import io.wagateway.event.log.EventName;
import io.wagateway.event.log.Origin;
import io.wagateway.group.grant.GrantRetention;
import io.wagateway.pipeline.StreamingResponse;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionOperations;

/** Contract section 6, the events: the list and the stream, over real HTTP. */
class EventsIT {
    private static final String EVENTS = "/api/v1/events";
    private static final String KEY = "wa_reader_00000000000000000000000000000";
    private static final String[] READER = {"x-api-key", KEY};
    private static final String[] OTHER = {"x-api-key", "wa_other_000000000000000000000000000000"};
    private static final String GROUP = "120363000000000001@g.us";

    private static RunningGateway gateway;
    private static String organization;

    @BeforeAll
    static void start() {
        // An event of the watch would come between those that a test moves to another time.
        gateway = RunningGateway.start("gateway.session-watch=0s");
        organization = gateway.context()
                .getBean(JdbcClient.class)
                .sql("select organization_id from api_keys where name = 'reader'")
                .query(String.class)
                .single();
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @Test
    void list_event_isTheEnvelopeOfTheContract() {
        long before = System.currentTimeMillis();
        Event event = happened("s-envelope", GROUP, EventName.PROMOTED);
        JsonNode row = listed("?session=s-envelope", 1).get(0);
        // The embedded database has the clock of this machine.
        assertThat(row.get("timestamp").asLong()).isBetween(before - 500, System.currentTimeMillis() + 500);
        assertThat(row.toString())
                .isEqualTo("{\"schema\":\"v1\",\"id\":\"" + event.id()
                        + "\",\"event\":\"group.member.promoted\",\"session\":\"s-envelope\",\"organization\":\""
                        + organization + "\",\"timestamp\":" + row.get("timestamp")
                        + ",\"payload\":{\"actor\":\"key:1\",\"requestId\":\"r\",\"operationId\":\"promoteGroupMember\","
                        + "\"groupJid\":\"" + GROUP + "\",\"memberJid\":\"62@s.whatsapp.net\"}}");
        assertThat(event.id()).matches("evt_[0-9A-HJKMNP-TV-Z]{26}");
    }

    @Test
    void list_pageByPage_isEverythingInOrder() {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            ids.add(happened("s-pages", GROUP, EventName.PROMOTED).id());
        }
        listed("?session=s-pages", 7);
        List<String> read = new ArrayList<>();
        String cursor = "";
        do {
            JsonNode page = parse(get(EVENTS + "?session=s-pages&limit=3&cursor=" + cursor, READER));
            page.get("data").forEach(row -> read.add(row.get("id").asText()));
            cursor = page.get("nextCursor").asText();
        } while (!cursor.isEmpty());
        assertThat(read).isEqualTo(ids);
    }

    @Test
    void cursor_ofAnotherOrganisation_is400() {
        happened("s-cursor", GROUP, EventName.PROMOTED);
        happened("s-cursor", GROUP, EventName.PROMOTED);
        listed("?session=s-cursor", 2);
        String cursor = parse(get(EVENTS + "?session=s-cursor&limit=1", READER))
                .get("nextCursor")
                .asText();
        assertThat(get(EVENTS + "?limit=1&cursor=" + cursor, READER).statusCode())
                .isEqualTo(200);
        assertThat(get(EVENTS + "?limit=1&cursor=" + cursor, OTHER).statusCode())
                .isEqualTo(400);
    }

    @Test
    void list_filters_eachNarrowsTheList() {
        Event first = happened("s-filter", GROUP, EventName.PROMOTED);
        Event second = happened("s-filter", "120363000000000002@g.us", EventName.DEMOTED);
        JsonNode both = listed("?session=s-filter", 2);
        long since = both.get(0).get("timestamp").asLong();
        long until = both.get(1).get("timestamp").asLong() + 1;
        assertThat(ids("?session=s-filter&group=" + GROUP)).containsExactly(first.id());
        assertThat(ids("?session=s-filter&event=group.member.demoted")).containsExactly(second.id());
        assertThat(ids("?session=s-filter&since=" + since + "&until=" + until))
                .containsExactly(first.id(), second.id());
        assertThat(ids("?session=s-filter&since=" + until)).isEmpty();
        assertThat(ids("?session=s-filter&until=" + since)).isEmpty();
        assertThat(ids("?session=nobody's")).isEmpty();
    }

    /** Positions follow the order of commits, not that of the events' times. */
    @Test
    void list_sinceAndUntil_leaveOutNoEventOfAnotherOrder() {
        List<String> events = List.of(
                happened("s-order", GROUP, EventName.PROMOTED).id(),
                happened("s-order", GROUP, EventName.DEMOTED).id());
        long now = listed("?session=s-order", 2).get(0).get("timestamp").asLong();
        long quiet = now + Duration.ofHours(1).toMillis();
        setTime(events.get(0), quiet + 1);
        setTime(events.get(1), quiet);
        try {
            assertThat(ids("?session=s-order&since=" + quiet)).containsExactlyElementsOf(events);
            assertThat(ids("?session=s-order&until=" + (quiet + 2))).containsExactlyElementsOf(events);
        } finally {
            events.forEach(event -> setTime(event, now));
        }
    }

    private static void setTime(String event, long time) {
        gateway.context()
                .getBean(JdbcClient.class)
                .sql("update events set created_at = ? where id = ?")
                .params(time, event)
                .update();
    }

    @Test
    void list_invalidFilter_is400ThatNamesIt() {
        for (String wrong : List.of("group=x", "event=group.member.moted", "since=yesterday", "until=-1", "cursor=x")) {
            HttpResponse<String> answer = get(EVENTS + "?" + wrong, READER);
            assertThat(answer.statusCode()).as(wrong).isEqualTo(400);
            assertThat(parse(answer).at("/error/details").fieldNames().next())
                    .isEqualTo(wrong.substring(0, wrong.indexOf('=')));
        }
    }

    @Test
    void list_byAnotherOrganisation_containsNoneOfTheEvents() {
        happened("s-tenant", GROUP, EventName.PROMOTED);
        listed("?session=s-tenant", 1);
        JsonNode others = parse(get(EVENTS + "?session=s-tenant", OTHER));
        assertThat(others.get("data")).isEmpty();
    }

    @Test
    void list_withoutTheCapability_is403AndWithoutATokenIs401() {
        assertThat(get(EVENTS).statusCode()).isEqualTo(401);
        assertThat(get(EVENTS + ":stream").statusCode()).isEqualTo(401);
        assertThat(get(EVENTS + "?token=" + KEY).statusCode()).isEqualTo(401);
    }

    @Test
    void stream_sendsNewEvents_ofTheOwnOrganisationThatMatchTheFilter() throws IOException {
        try (Stream stream = new Stream("?session=s-live", "x-api-key", KEY)) {
            happened("s-else", GROUP, EventName.PROMOTED);
            Event mine = happened("s-live", GROUP, EventName.DEMOTED);
            assertThat(stream.next()).isEqualTo(mine.id());
        }
        await().atMost(30, SECONDS)
                .until(() -> gateway.context()
                                .getBean(MeterRegistry.class)
                                .get("gateway.event.streams")
                                .gauge()
                                .value()
                        == 0);
    }

    @Test
    void stream_onlyItsHeadersRequested_opensNoStream() {
        double before = streams();
        for (int i = 0; i < 3; i++) {
            HttpResponse<String> answer = gateway.send("HEAD", EVENTS + ":stream", null, READER);
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.headers().firstValue("Content-Type").orElseThrow())
                    .startsWith("text/event-stream");
        }
        assertThat(streams()).isLessThanOrEqualTo(before);
    }

    private static double streams() {
        return gateway.context()
                .getBean(MeterRegistry.class)
                .get("gateway.event.streams")
                .gauge()
                .value();
    }

    @Test
    void stream_lastEventId_continuesAfterItWithoutAGap() throws IOException {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            ids.add(happened("s-resume", GROUP, EventName.PROMOTED).id());
        }
        try (Stream stream = new Stream("?session=s-resume", "x-api-key", KEY, "Last-Event-ID", awaited(ids.get(0)))) {
            List<String> read = new ArrayList<>();
            for (int i = 1; i < 300; i++) {
                read.add(stream.next());
            }
            ids.add(happened("s-resume", GROUP, EventName.PROMOTED).id());
            read.add(stream.next());
            assertThat(read).isEqualTo(ids.subList(1, 301));
        }
    }

    @Test
    void stream_lastEventIdUnknownOrOfAnotherOrganisation_isTheSame400ThatNamesIt() {
        String foreign =
                awaited(happened("s-foreign", GROUP, EventName.PROMOTED).id());
        HttpResponse<String> unknown = get(EVENTS + ":stream", "x-api-key", KEY, "Last-Event-ID", "evt_1");
        HttpResponse<String> others = get(EVENTS + ":stream", OTHER[0], OTHER[1], "Last-Event-ID", foreign);
        assertThat(unknown.statusCode()).isEqualTo(400);
        assertThat(unknown.body()).contains("\"Last-Event-ID\"").isEqualTo(others.body());
    }

    @Test
    void stream_keyThatIsRevoked_ends() throws IOException {
        String[] manager = {"x-api-key", "wa_all_00000000000000000000000000000000"};
        JsonNode key = parse(gateway.send(
                "POST",
                "/api/v1/api-keys",
                "{\"name\":\"" + UUID.randomUUID() + "\",\"capabilities\":[\"read\"]}",
                manager[0],
                manager[1],
                "Content-Type",
                "application/json"));
        try (Stream stream = new Stream("", "x-api-key", key.get("secret").asText())) {
            gateway.send("DELETE", "/api/v1/api-keys/" + key.get("id").asText(), null, manager);
            stream.awaitEnd();
        }
    }

    @Test
    void stream_callerWhoReadsNothing_delaysNoOther() throws IOException {
        try (Stream stuck = new Stream("?session=s-stuck", "x-api-key", KEY)) {
            String last = null;
            for (int round = 0; round < 100; round++) {
                last = manyHappened("s-stuck", 100);
            }
            try (Stream other = new Stream("?session=s-brisk", "x-api-key", KEY)) {
                Event brisk = happened("s-brisk", GROUP, EventName.LEFT);
                assertThat(other.next()).isEqualTo(brisk.id());
            }
            // The slow caller gets every event in the end.
            String read = null;
            for (int i = 0; i < 10_000; i++) {
                read = stuck.next();
            }
            assertThat(read).isEqualTo(last);
        }
    }

    @Test
    void streams_thatAreFarBehind_takeTurns() {
        for (int i = 0; i < 10; i++) {
            manyHappened("s-turns", 100);
        }
        listed("?session=s-turns&limit=1000", 1_000);
        EventStreams streams = gateway.context().getBean(EventStreams.class);
        EventFilter filter = new EventFilter(organization, Set.of("s-turns"), null, null, null, null);
        List<Integer> turns = Collections.synchronizedList(new ArrayList<>());
        List<Taking> lines = IntStream.range(0, 6)
                .mapToObj(i ->
                        new Taking(streams.open(filter, 0, () -> CompletableFuture.completedFuture(true)), bytes -> {
                            if (bytes.length > 100) {
                                turns.add(i);
                            }
                        }))
                .toList();
        lines.forEach(line -> line.stream.begin(line));
        await().atMost(10, SECONDS).until(() -> turns.size() == 60);
        lines.forEach(Taking::close);
        assertThat(turns.subList(0, 30)).contains(0, 1, 2, 3, 4, 5);
    }

    /** A caller that reads everything. */
    private static final class Taking implements StreamingResponse.Output {
        private final EventStream stream;
        private final Consumer<byte[]> taken;
        private volatile boolean open = true;

        Taking(EventStream stream, Consumer<byte[]> taken) {
            this.stream = stream;
            this.taken = taken;
        }

        @Override
        public boolean send(byte[] bytes) {
            taken.accept(bytes);
            return true;
        }

        @Override
        public boolean isOpen() {
            return open;
        }

        @Override
        public void close() {
            open = false;
            stream.ended();
        }
    }

    @Test
    void retention_oldEvents_areRemovedUnlessADeliveryIsPending() {
        EventReader reader = gateway.context().getBean(EventReader.class);
        awaited(happened("s-old", GROUP, EventName.PROMOTED).id());
        String waiting = awaited(happened("s-old", GROUP, EventName.PROMOTED).id());
        JdbcClient jdbc = gateway.context().getBean(JdbcClient.class);
        // Retention reads the log from its front, so earlier events must be old, too.
        jdbc.sql("update events set created_at = 5").update();
        jdbc.sql(
                        "insert into deliveries (destination, position, event_id, order_key, partition, state, attempts, next_attempt_at,"
                                + " created_at, updated_at) select 'test', position, id, 'k', 0, 'pending', 0,"
                                + " 9000000000000000, 0, 0 from events where id = ?")
                .param(waiting)
                .update();
        new EventRetention(
                        reader,
                        new GrantRetention(jdbc),
                        gateway.context().getBean(TransactionOperations.class),
                        new EventProperties(Duration.ofHours(1)),
                        System::currentTimeMillis)
                .process(null);
        assertThat(ids("?session=s-old")).containsExactly(waiting);
    }

    private static Event happened(String session, String group, EventName name) {
        Event event = Event.of(
                name,
                new Origin(organization, session, "key:1", "r", "promoteGroupMember"),
                group,
                Map.of("memberJid", "62@s.whatsapp.net"));
        gateway.context().getBean(EventLog.class).append(List.of(event));
        return event;
    }

    private static String manyHappened(String session, int many) {
        List<Event> events = new ArrayList<>();
        for (int i = 0; i < many; i++) {
            events.add(Event.of(
                    EventName.PROMOTED,
                    new Origin(organization, session, "key:1", "r", "promoteGroupMember"),
                    GROUP,
                    Map.of("memberJid", "62@s.whatsapp.net", "message", "x".repeat(500))));
        }
        gateway.context().getBean(EventLog.class).append(events);
        return events.get(many - 1).id();
    }

    private static String awaited(String id) {
        EventReader reader = gateway.context().getBean(EventReader.class);
        await().atMost(10, SECONDS).until(() -> reader.find(organization, id).isPresent());
        return id;
    }

    private static JsonNode listed(String query, int rows) {
        await().atMost(10, SECONDS).until(() -> ids(query).size() == rows);
        return parse(get(EVENTS + query, READER)).get("data");
    }

    private static List<String> ids(String query) {
        JsonNode data = parse(get(EVENTS + query, READER)).get("data");
        return StreamSupport.stream(data.spliterator(), false)
                .map(row -> row.get("id").asText())
                .toList();
    }

    private static HttpResponse<String> get(String path, String... headers) {
        return gateway.send("GET", path, null, headers);
    }

    /** Reads an event stream as slowly as it likes. */
    private static final class Stream implements AutoCloseable {
        private static final HttpClient CLIENT =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

        private final HttpResponse<InputStream> answer;
        private final BufferedReader reader;

        Stream(String query, String... headers) throws IOException {
            try {
                answer = CLIENT.send(
                        HttpRequest.newBuilder(gateway.uri(EVENTS + ":stream" + query))
                                .headers(headers)
                                .build(),
                        HttpResponse.BodyHandlers.ofInputStream());
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            reader = new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8));
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.headers().firstValue("Content-Type").orElseThrow())
                    .startsWith("text/event-stream");
            // After the first heartbeat the stream misses no event.
            assertThat(reader.readLine()).isEqualTo(":");
        }

        /** The id of the next event. */
        String next() throws IOException {
            int signsOfLife = 0;
            for (String line = reader.readLine(); line != null && signsOfLife < 4; line = reader.readLine()) {
                if (line.startsWith("id: ")) {
                    return line.substring(4);
                }
                signsOfLife += line.equals(":") ? 1 : 0;
            }
            throw new AssertionError("no event in " + signsOfLife + " signs of life");
        }

        /** Returns when the gateway has closed the stream. */
        void awaitEnd() throws IOException {
            String line = reader.readLine();
            while (line != null) {
                line = reader.readLine();
            }
        }

        @Override
        public void close() throws IOException {
            answer.body().close();
        }
    }
}
