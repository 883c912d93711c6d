package io.wagateway.event.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.wagateway.RunningGateway;
import io.wagateway.event.delivery.Partition;
import io.wagateway.event.log.Event;
import io.wagateway.event.log.EventLog;
import io.wagateway.event.log.EventName;
import io.wagateway.event.log.Origin;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A replay over HTTP; the broker is a folder with one file for each event, to which each delivery appends. */
class EventReplayIT {
    private static final String KEY = "wa_replay_00000000000000000000000000000";
    private static final String READER = "wa_reader_00000000000000000000000000000";

    private static final String ENVELOPE_START = "(?=\\{\"schema\":)";

    @TempDir
    static Path folder;

    private static RunningGateway gateway;
    private static JdbcClient jdbc;

    @BeforeAll
    static void start() {
        gateway = RunningGateway.startEmpty(
                "gateway.events.uri=file:" + folder + "?fileName=$simple{header.eventId}&fileExist=Append",
                "gateway.provision.api-keys[0].name=ops",
                "gateway.provision.api-keys[0].organization=org_a",
                "gateway.provision.api-keys[0].secret=" + KEY,
                "gateway.provision.api-keys[0].capabilities=manage",
                "gateway.provision.api-keys[1].name=reader",
                "gateway.provision.api-keys[1].organization=org_a",
                "gateway.provision.api-keys[1].secret=" + READER,
                "gateway.provision.api-keys[1].capabilities=read,send");
        jdbc = gateway.context().getBean(JdbcClient.class);
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @Test
    void replay_ofAnEventThatWasDelivered_deliversItOnceMore() {
        String id = append("org_a");
        awaitTimes(id, 1);
        HttpResponse<String> answer = replay(id, KEY);
        assertThat(answer.statusCode()).isEqualTo(202);
        assertThat(answer.body()).isEmpty();
        awaitTimes(id, 2);
    }

    @Test
    void replay_ofADeadDelivery_sendsItAgain() {
        String id = append("org_a");
        awaitTimes(id, 1);
        Awaitility.await().until(() -> deliveries(id).isEmpty());
        jdbc.sql("insert into deliveries (destination, position, event_id, order_key, partition, state, attempts,"
                        + " next_attempt_at, error, created_at, updated_at)"
                        + " select ?, position, id, '1@g.us', ?, 'dead', 15, 0, 'no', 0, 0 from events where id = ?")
                .params(BrokerDestination.NAME, Partition.of("1@g.us"), id)
                .update();
        assertThat(replay(id, KEY).statusCode()).isEqualTo(202);
        awaitTimes(id, 2);
        Awaitility.await().until(() -> deliveries(id).isEmpty());
    }

    @Test
    void replay_ofAnotherOrganisationsEvent_is404AsIfMissing() {
        String id = append("org_b");
        awaitTimes(id, 1);
        HttpResponse<String> others = replay(id, KEY);
        assertThat(others.statusCode()).isEqualTo(404);
        assertThat(others.body()).isEqualTo(replay("evt_none", KEY).body());
        assertThat(times(id)).hasSize(1);
    }

    @Test
    void replay_withoutManage_is403() {
        assertThat(replay(append("org_a"), READER).statusCode()).isEqualTo(403);
    }

    @Test
    void metrics_showPendingAndDeadDeliveriesOfEachKindOfDestination() {
        Awaitility.await().untilAsserted(() -> assertThat(
                        gateway.send("GET", "/actuator/prometheus", null).body())
                .containsPattern("gateway_deliveries_pending\\{outlet=\"broker\"[^}]*} [0-9]")
                .containsPattern("gateway_deliveries_oldest_pending\\{outlet=\"webhook\"[^}]*} [0-9]")
                .containsPattern("gateway_deliveries_dead\\{outlet=\"webhook\"[^}]*} [0-9]")
                .containsPattern("gateway_deliveries_total\\{outcome=\"delivered\",outlet=\"broker\"[^}]*} [0-9]"));
    }

    private static String append(String organization) {
        Event event = Event.of(
                EventName.PROMOTED,
                new Origin(organization, "phone", "key:1", "request-1", "promoteGroupMember"),
                "1@g.us",
                Map.of("memberJid", "62@s.whatsapp.net"));
        gateway.context().getBean(EventLog.class).append(List.of(event));
        return event.id();
    }

    private static List<String> deliveries(String id) {
        return jdbc.sql("select state from deliveries where event_id = ?")
                .param(id)
                .query(String.class)
                .list();
    }

    private static HttpResponse<String> replay(String id, String key) {
        return gateway.post("/api/v1/events/" + id + ":replay", "x-api-key", key);
    }

    private static void awaitTimes(String id, int number) {
        Awaitility.await().untilAsserted(() -> assertThat(times(id)).hasSize(number));
        Awaitility.await()
                .until(() -> jdbc.sql("select count(*) from deliveries where event_id = ? and destination = 'broker'")
                                .param(id)
                                .query(Long.class)
                                .single()
                        == 0);
    }

    private static List<String> times(String id) {
        try {
            Path file = folder.resolve(id);
            return Files.exists(file) ? List.of(Files.readString(file).split(ENVELOPE_START)) : List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
