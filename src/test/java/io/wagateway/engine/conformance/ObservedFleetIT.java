package io.wagateway.engine.conformance;

import static io.wagateway.JsonResponses.parse;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.wagateway.RunningGateway;
import io.wagateway.TestDatabase;
import io.wagateway.engine.conformance.FakeWhatsApp.Account;
import io.wagateway.engine.conformance.FakeWhatsApp.Group;
import io.wagateway.engine.conformance.FakeWhatsApp.Person;
import io.wagateway.engine.conformance.FakeWhatsApp.Role;
import io.wagateway.engine.conformance.FakeWhatsApp.State;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Two gateways over one database and one WhatsApp, while phones and calls change the same group. */
class ObservedFleetIT {
    private static final String KEY = "wa_manager_000000000000000000000000000";
    private static final String[] HEADERS = {"x-api-key", KEY};
    private static final String NUMBER = "6281000000001";
    private static final String BY_CALL = "6289000000002";
    private static final String BY_PHONE = "6289000000003";
    private static final String GROUP = "120363000000000001@g.us";
    private static final String MEMBERS = RunningGateway.SESSIONS + "phone/groups/" + GROUP + "/members/";

    private final FakeWhatsApp whatsApp = new FakeWhatsApp();
    private final List<RunningGateway> nodes = new ArrayList<>();
    private FakeWaha waha;

    @BeforeEach
    void start() {
        whatsApp.add(new Account("phone", NUMBER, "810000000000001", State.CONNECTED));
        whatsApp.add(Group.of(
                GROUP,
                false,
                List.of(
                        new Person(NUMBER, "810000000000001", Role.SUPERADMIN),
                        new Person(BY_CALL, "890000000000002", Role.MEMBER),
                        new Person(BY_PHONE, "890000000000003", Role.MEMBER))));
        waha = new FakeWaha(whatsApp, FakeWaha.Flavor.GOWS, false, "secret");
        String url = TestDatabase.postgresUrl();
        for (int i = 0; i < 2; i++) {
            nodes.add(RunningGateway.startEmpty(
                    "spring.datasource.url=" + url,
                    "spring.datasource.username=postgres",
                    "gateway.provision.api-keys[0].name=manager",
                    "gateway.provision.api-keys[0].organization=org",
                    "gateway.provision.api-keys[0].secret=" + KEY,
                    "gateway.provision.api-keys[0].capabilities=read,send,manage",
                    "gateway.provision.sessions[0].id=phone",
                    "gateway.provision.sessions[0].organization=org",
                    "gateway.provision.sessions[0].engine=waha",
                    "gateway.provision.sessions[0].engine-session=phone",
                    "gateway.engines.waha.kind=waha",
                    "gateway.engines.waha.url=" + waha.url(),
                    "gateway.engines.waha.secret=secret",
                    "gateway.engines.waha.timeout=2s",
                    "gateway.group-cache=0s",
                    "gateway.group-refresh=15m",
                    "gateway.group-refresh-rate=1000"));
        }
        await().atMost(Duration.ofSeconds(30)).until(() -> {
            read(0);
            return parse(nodes.get(0).send("GET", RunningGateway.SESSIONS + "phone", null, HEADERS))
                    .at("/sync/state")
                    .asText()
                    .equals("done");
        });
    }

    @AfterEach
    void stop() {
        nodes.forEach(RunningGateway::close);
        waha.close();
    }

    private void read(int node) {
        nodes.get(node).post(MEMBERS + BY_PHONE + "@s.whatsapp.net/promote?dryRun=true", HEADERS);
    }

    private void setByPhone(Role role) {
        Group group = whatsApp.group(GROUP);
        whatsApp.add(group.with(group.person(BY_PHONE + "@s.whatsapp.net"), role));
    }

    /** Of changes of members: the name, the member and whether it was observed. */
    private List<String> events() {
        List<String> events = new ArrayList<>();
        for (JsonNode event : parse(nodes.get(0).send("GET", "/api/v1/events?session=phone&limit=1000", null, HEADERS))
                .get("data")) {
            if (event.get("event").asText().startsWith("group.member")) {
                events.add(event.get("event").asText() + " "
                        + event.at("/payload/memberJid").asText() + " "
                        + event.at("/payload/observed").asBoolean());
            }
        }
        return events;
    }

    @Test
    void changesByCallsAndPhones_areEachToldOnce_byWhomeverTheyWere() {
        AtomicBoolean over = new AtomicBoolean();
        AtomicInteger byCalls = new AtomicInteger();
        List<CompletableFuture<Void>> load = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            int node = i % 2;
            load.add(CompletableFuture.runAsync(() -> {
                while (!over.get()) {
                    read(node);
                }
            }));
        }
        load.add(CompletableFuture.runAsync(() -> {
            for (int i = 0; !over.get(); i++) {
                String change = i % 2 == 0 ? "/promote" : "/demote";
                int status = nodes.get(i % 3 % 2)
                        .post(MEMBERS + BY_CALL + "@s.whatsapp.net" + change, HEADERS)
                        .statusCode();
                assertThat(status).isEqualTo(204);
                byCalls.incrementAndGet();
            }
        }));
        List<String> byPhone = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            setByPhone(i % 2 == 0 ? Role.ADMIN : Role.MEMBER);
            byPhone.add("group.member." + (i % 2 == 0 ? "promoted " : "demoted ") + BY_PHONE + "@s.whatsapp.net true");
            await().atMost(Duration.ofSeconds(15)).untilAsserted(() -> assertThat(events().stream()
                            .filter(event -> event.endsWith("true"))
                            .toList())
                    .isEqualTo(byPhone));
        }
        over.set(true);
        load.forEach(CompletableFuture::join);
        read(0);
        read(1);
        await().during(Duration.ofSeconds(4)).atMost(Duration.ofSeconds(10)).untilAsserted(() -> {
            List<String> all = events();
            assertThat(all.stream().filter(event -> event.endsWith("true")).toList())
                    .isEqualTo(byPhone);
            assertThat(all.stream()
                            .filter(event -> event.contains(BY_CALL) && event.endsWith("false"))
                            .count())
                    .isEqualTo(byCalls.get());
        });
        assertThat(byCalls.get()).isPositive();
    }

    /** Before the gateway's second look, half a minute after the call, and after it. */
    @ParameterizedTest
    @ValueSource(ints = {1, 36})
    void change_thatWhatsAppMakesAfterTheTimeOut_isToldAsTheCalls(int seconds) throws Exception {
        waha.fail(FakeEngine.Kind.CHANGE, GROUP, Fault.HANG);
        assertThat(nodes.get(0)
                        .post(MEMBERS + BY_CALL + "@s.whatsapp.net/promote", HEADERS)
                        .statusCode())
                .isEqualTo(504);
        TimeUnit.SECONDS.sleep(seconds);
        Group group = whatsApp.group(GROUP);
        whatsApp.add(group.with(group.person(BY_CALL + "@s.whatsapp.net"), Role.ADMIN));
        await().pollInterval(Duration.ofMillis(500))
                .atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> {
                    read(0);
                    read(1);
                    assertThat(events()).containsExactly("group.member.promoted " + BY_CALL + "@s.whatsapp.net false");
                });
    }
}
