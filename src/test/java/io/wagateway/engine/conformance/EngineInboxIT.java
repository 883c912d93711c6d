package io.wagateway.engine.conformance;

import static io.wagateway.JsonResponses.parse;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.wagateway.RunningGateway;
import io.wagateway.engine.conformance.FakeWhatsApp.Account;
import io.wagateway.engine.conformance.FakeWhatsApp.Group;
import io.wagateway.engine.conformance.FakeWhatsApp.Person;
import io.wagateway.engine.conformance.FakeWhatsApp.Role;
import io.wagateway.engine.conformance.FakeWhatsApp.State;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Engines send their own webhooks, as their sources say, and what others did is told within seconds. */
class EngineInboxIT {
    private static final String KEY = "wa_manager_000000000000000000000000000";
    private static final String INBOX_SECRET = "inbox-secret-of-32-characters-00";
    private static final String NUMBER = "6281000000001";
    private static final String MEMBER = "6289000000002";
    private static final String GROUP = "120363000000000001@g.us";

    private static final Map<String, FakeEngine> FAKES = new LinkedHashMap<>();
    private static RunningGateway gateway;

    @BeforeAll
    static void start() {
        FAKES.put("waha", new FakeWaha(world(), FakeWaha.Flavor.GOWS, false, "secret"));
        FAKES.put("evolution", new FakeEvolution(world(), "secret"));
        FAKES.put("gowa", new FakeGowa(world(), "user:secret"));
        FAKES.put("wuzapi", new FakeWuzapi(world(), false));
        List<String> properties = new ArrayList<>(List.of(
                "gateway.provision.api-keys[0].name=manager",
                "gateway.provision.api-keys[0].organization=org",
                "gateway.provision.api-keys[0].secret=" + KEY,
                "gateway.provision.api-keys[0].capabilities=read,send,manage",
                "gateway.group-refresh=15m",
                "gateway.group-refresh-rate=1000",
                "gateway.inbox.url=http://gateway.example:8080/"));
        FAKES.forEach((kind, fake) -> {
            int number = (properties.size() - 7) / 8;
            String engine = "gateway.engines." + kind + ".";
            properties.add(engine + "kind=" + kind);
            properties.add(engine + "url=" + fake.url());
            properties.add(engine + "secret="
                    + (kind.equals("gowa")
                            ? "user:secret"
                            : kind.equals("wuzapi") ? FakeWuzapi.token("phone") : "secret"));
            properties.add(engine + "inbox-secret=" + INBOX_SECRET);
            String session = "gateway.provision.sessions[" + number + "].";
            properties.add(session + "id=" + kind);
            properties.add(session + "organization=org");
            properties.add(session + "engine=" + kind);
            properties.add(session + (kind.equals("wuzapi") ? "label=Phone" : "engine-session=phone"));
        });
        gateway = RunningGateway.startEmpty(properties.toArray(String[]::new));
        FAKES.keySet().forEach(kind -> await().atMost(Duration.ofSeconds(30)).until(() -> {
            read(kind);
            return parse(gateway.send("GET", RunningGateway.SESSIONS + kind, null, "x-api-key", KEY))
                    .at("/sync/state")
                    .asText()
                    .equals("done");
        }));
    }

    @AfterAll
    static void stop() {
        gateway.close();
        FAKES.values().forEach(FakeEngine::close);
    }

    private static FakeWhatsApp world() {
        FakeWhatsApp whatsApp = new FakeWhatsApp();
        whatsApp.add(new Account("phone", NUMBER, "810000000000001", State.CONNECTED));
        whatsApp.add(Group.of(
                GROUP,
                false,
                List.of(
                        new Person(NUMBER, "810000000000001", Role.SUPERADMIN),
                        new Person(MEMBER, "890000000000002", Role.MEMBER))));
        return whatsApp;
    }

    private static void read(String session) {
        gateway.send(
                "POST",
                RunningGateway.SESSIONS + session + "/groups/" + GROUP + "/members/" + MEMBER
                        + "@s.whatsapp.net/promote?dryRun=true",
                null,
                "x-api-key",
                KEY);
    }

    private static List<String> observed(String session) {
        List<String> events = new ArrayList<>();
        for (JsonNode event : parse(gateway.send("GET", "/api/v1/events?session=" + session, null, "x-api-key", KEY))
                .get("data")) {
            if (event.at("/payload/observed").asBoolean()) {
                events.add(event.get("event").asText() + " "
                        + event.at("/payload/memberJid").asText());
            }
        }
        return events;
    }

    @ParameterizedTest
    @ValueSource(strings = {"waha", "evolution", "gowa", "wuzapi"})
    void changeByAPhone_isToldWithinSeconds(String kind) {
        FakeEngine fake = FAKES.get(kind);
        fake.sendsWebhooksTo(gateway.uri("/inbox/" + kind).toString(), INBOX_SECRET);
        Account account = fake.whatsApp().account("phone");
        assertThat(observed(kind)).isEmpty();
        assertThat(fake.promoteByPhone(account, GROUP, MEMBER)).isEqualTo(204);
        await().atMost(Duration.ofSeconds(5)).untilAsserted(() -> assertThat(observed(kind))
                .containsExactly("group.member.promoted " + MEMBER + "@s.whatsapp.net"));
        EngineWebhook right = fake.webhook(account, GROUP, INBOX_SECRET);
        EngineWebhook wrong = fake.webhook(account, GROUP, "another-secret-of-32-characters-");
        assertThat(wrong.sendTo(gateway.uri("/inbox/" + kind).toString())).isEqualTo(401);
        EngineWebhook changed = new EngineWebhook(right.type(), right.body() + " ", right.header(), right.signature());
        // Evolution cannot sign: its header has the secret.
        assertThat(changed.sendTo(gateway.uri("/inbox/" + kind).toString()))
                .isEqualTo(kind.equals("evolution") ? 204 : 401);
    }

    @ParameterizedTest
    @ValueSource(strings = {"waha", "evolution"})
    void newAccount_sendsItsWebhooksToTheGateway(String kind) {
        FakeEngine fake = FAKES.get(kind);
        String body = "{\"engine\":\"" + kind + "\",\"engineSession\":\"new\",\"start\":true}";
        assertThat(gateway.send("POST", "/api/v1/sessions", body, "x-api-key", KEY, "Content-Type", "application/json")
                        .statusCode())
                .isEqualTo(201);
        await().untilAsserted(() ->
                assertThat(Set.of(fake.inboxUrl())).isEqualTo(Set.of("http://gateway.example:8080/inbox/" + kind)));
    }

    @Test
    void startedAccount_ofWuzapi_sendsItsWebhooksToTheGateway() {
        FakeEngine fake = FAKES.get("wuzapi");
        fake.whatsApp().stopAccount("phone");
        assertThat(gateway.post(RunningGateway.SESSIONS + "wuzapi:start", "x-api-key", KEY)
                        .statusCode())
                .isEqualTo(200);
        assertThat(fake.inboxUrl()).isEqualTo("http://gateway.example:8080/inbox/wuzapi");
    }
}
