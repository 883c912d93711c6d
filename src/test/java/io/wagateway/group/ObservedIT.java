package io.wagateway.group;

import static io.wagateway.JsonResponses.parse;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.wagateway.RunningGateway;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Contract section 9, the events of what others did: on the simulator, whose groups phones change. */
class ObservedIT {
    private static final String[] KEY = {
        "x-api-key", "wa_all_00000000000000000000000000000000", "Content-Type", "application/json"
    };
    private static final String GROUP = "120363000000000001@g.us";
    private static final String OTHER_GROUP = "120363000000000003@g.us";
    private static final String MEMBER = "6289000000002@s.whatsapp.net";
    private static final String ADMIN = "6289000000003@s.whatsapp.net";
    private static final String SELF = "6281000000001@s.whatsapp.net";
    private static final String NEW = "6285000000001@s.whatsapp.net";

    private RunningGateway gateway;

    @BeforeEach
    void start() {
        gateway = RunningGateway.start("gateway.group-refresh=15m", "gateway.group-refresh-rate=1000");
        // Finds the session connected; the first refresh begins then.
        read();
        await().atMost(Duration.ofSeconds(20))
                .until(() -> parse(gateway.send("GET", RunningGateway.SESSIONS + "phone", null, KEY))
                        .at("/sync/state")
                        .asText()
                        .equals("done"));
    }

    @AfterEach
    void stop() {
        gateway.close();
    }

    /** A live read: a call that changes nothing. */
    private void read() {
        assertThat(gateway.post(
                                RunningGateway.SESSIONS + "phone/groups/" + GROUP + "/members/" + ADMIN
                                        + "/promote?dryRun=true",
                                KEY)
                        .statusCode())
                .isIn(200, 404);
    }

    private int act(String group, String json) {
        return gateway.send("POST", "/api/v1/simulator/groups/" + group + ":act", json, KEY)
                .statusCode();
    }

    /** Each event of the session, without those of the session itself: its name, whom it is about and who did it. */
    private List<String> events() {
        List<String> events = new ArrayList<>();
        for (JsonNode event : parse(gateway.send("GET", "/api/v1/events?session=phone&limit=1000", null, KEY))
                .get("data")) {
            // A read of a group that the account is no longer in is refused.
            if (!List.of("session.status", "group.action.denied")
                    .contains(event.get("event").asText())) {
                JsonNode payload = event.get("payload");
                boolean observed = payload.path("observed").asBoolean(false);
                assertThat(payload.has("requestId")).isNotEqualTo(observed);
                assertThat(payload.get("actor").asText().equals("whatsapp")).isEqualTo(observed);
                events.add(event.get("event").asText() + " "
                        + payload.path("memberJid").asText("-") + (observed ? " observed" : ""));
            }
        }
        return events;
    }

    private void awaitEvents(String... expected) {
        await().atMost(Duration.ofSeconds(5)).untilAsserted(() -> {
            read();
            assertThat(events()).containsExactly(expected);
        });
    }

    @Test
    void changesByAPhone_areToldOnce() {
        assertThat(events()).isEmpty();
        assertThat(act(GROUP, "{\"action\":\"promote\",\"jid\":\"" + MEMBER + "\"}"))
                .isEqualTo(204);
        awaitEvents("group.member.promoted " + MEMBER + " observed");
        assertThat(act(GROUP, "{\"action\":\"demote\",\"jid\":\"" + MEMBER + "\",\"by\":\"" + ADMIN + "\"}"))
                .isEqualTo(204);
        assertThat(act(GROUP, "{\"action\":\"add\",\"jid\":\"" + NEW + "\",\"lid\":\"85000000001@lid\"}"))
                .isEqualTo(204);
        awaitEvents(
                "group.member.promoted " + MEMBER + " observed",
                "group.member.added " + NEW + " observed",
                "group.member.demoted " + MEMBER + " observed");
        assertThat(act(GROUP, "{\"action\":\"remove\",\"jid\":\"" + NEW + "\"}"))
                .isEqualTo(204);
        awaitEvents(
                "group.member.promoted " + MEMBER + " observed",
                "group.member.added " + NEW + " observed",
                "group.member.demoted " + MEMBER + " observed",
                "group.member.removed " + NEW + " observed");
        assertThat(act(GROUP, "{\"action\":\"remove\",\"jid\":\"" + SELF + "\"}"))
                .isEqualTo(204);
        awaitEvents(
                "group.member.promoted " + MEMBER + " observed",
                "group.member.added " + NEW + " observed",
                "group.member.demoted " + MEMBER + " observed",
                "group.member.removed " + NEW + " observed",
                "group.left - observed");
    }

    @Test
    void ownChanges_areNeverToldAsOthers() {
        String path = RunningGateway.SESSIONS + "phone/groups/" + GROUP + "/members/" + MEMBER;
        for (int i = 0; i < 10; i++) {
            assertThat(gateway.post(path + "/promote", KEY).statusCode()).isEqualTo(204);
            read();
            assertThat(gateway.post(path + "/demote", KEY).statusCode()).isEqualTo(204);
            read();
        }
        await().untilAsserted(() -> assertThat(events()).hasSize(20).noneMatch(event -> event.contains("observed")));
    }

    @Test
    void act_refusesWhatIsWrong_andWhatIsNobodysBusiness() {
        assertThat(act(OTHER_GROUP, "{\"action\":\"promote\",\"jid\":\"" + MEMBER + "\"}"))
                .isEqualTo(404);
        assertThat(act("x", "{\"action\":\"promote\",\"jid\":\"" + MEMBER + "\"}"))
                .isEqualTo(404);
        assertThat(act(GROUP, "{\"action\":\"promote\",\"jid\":\"1@s.whatsapp.net\"}"))
                .isEqualTo(404);
        assertThat(act(GROUP, "{\"action\":\"demote\",\"jid\":\"6289000000001@s.whatsapp.net\"}"))
                .isEqualTo(403);
        assertThat(act(GROUP, "{\"action\":\"promote\",\"jid\":\"" + ADMIN + "\",\"by\":\"" + MEMBER + "\"}"))
                .isEqualTo(403);
        for (String wrong : List.of(
                "{}",
                "{\"action\":\"ban\"}",
                "{\"action\":\"promote\"}",
                "{\"action\":\"subject\"}",
                "{\"action\":\"subject\",\"subject\":\"\"}",
                "{\"action\":\"promote\",\"jid\":\"x\"}",
                "{\"action\":\"promote\",\"jid\":\"" + ADMIN + "\",\"by\":\"" + NEW + "\"}")) {
            assertThat(act(GROUP, wrong)).as(wrong).isEqualTo(400);
        }
    }
}
