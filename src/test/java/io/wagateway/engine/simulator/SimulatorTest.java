package io.wagateway.engine.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wagateway.error.StartupException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SimulatorTest {
    private static final String ACCOUNT = "6281@s.whatsapp.net";
    private static final String PLAIN_ACCOUNT = "6282@s.whatsapp.net";
    private static final String UNPLUGGED = "6283@s.whatsapp.net";
    private static final String LIMITED = "6284@s.whatsapp.net";
    private static final String CREATOR = "6289@s.whatsapp.net";
    private static final String MEMBER = "6288@s.whatsapp.net";
    private static final String GROUP = "1@g.us";
    private static final String OTHER_GROUP = "2@g.us";

    private final Simulator simulator = new Simulator(new SimulatorProperties(
            List.of(
                    account(ACCOUNT, "81@lid", true, null),
                    account(PLAIN_ACCOUNT, null, true, null),
                    account(UNPLUGGED, null, false, null),
                    account(LIMITED, null, true, "2/h")),
            List.of(
                    group(
                            GROUP,
                            "All",
                            List.of(
                                    member(null, "81@lid", Role.ADMIN),
                                    member(PLAIN_ACCOUNT, null, Role.MEMBER),
                                    member(LIMITED, null, Role.ADMIN),
                                    member(CREATOR, "89@lid", Role.SUPERADMIN),
                                    member(MEMBER, "88@lid", Role.MEMBER))),
                    group(OTHER_GROUP, "Others", List.of(member(CREATOR, null, Role.SUPERADMIN))))));

    private static SimulatorProperties.Group group(
            String jid, String subject, List<SimulatorProperties.Member> members) {
        return new SimulatorProperties.Group(jid, subject, null, null, null, null, null, null, null, members, null);
    }

    private static SimulatorProperties.Account account(String jid, String lid, boolean connected, String limit) {
        return new SimulatorProperties.Account(jid, lid, connected, null, limit);
    }

    private static SimulatorProperties.Member member(String jid, String lid, Role role) {
        return new SimulatorProperties.Member(jid, lid, role);
    }

    @Test
    void status_ofAConnectedAccount_namesItsJids() {
        assertThat(simulator.accounts().status(ACCOUNT))
                .isEqualTo(Map.of("status", "working", "jid", ACCOUNT, "lid", "81@lid"));
    }

    @ParameterizedTest
    @ValueSource(strings = {UNPLUGGED, "6280@s.whatsapp.net"})
    void account_thatIsNotConnectedOrNotThere_reachesNothing(String account) {
        assertThat(simulator.accounts().status(account)).containsEntry("status", "stopped");
        assertThat(simulator.readGroup(account, GROUP)).containsEntry("refusal", "not_connected");
        assertThat(simulator.promote(account, GROUP, MEMBER)).containsEntry("refusal", "not_connected");
    }

    @Test
    void account_thatASessionDoesNotName_isNotConnected() {
        assertThat(simulator.accounts().status(null)).containsEntry("status", "stopped");
    }

    @Test
    void readGroup_findsTheAccountByItsLid() {
        assertThat(simulator.readGroup(ACCOUNT, GROUP).get("self"))
                .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.MAP)
                .containsEntry("lid", "81@lid")
                .containsEntry("role", "admin");
    }

    @ParameterizedTest
    @CsvSource({"3@g.us", OTHER_GROUP})
    void readGroup_ofAGroupWithoutTheAccount_isNoGroup(String group) {
        assertThat(simulator.readGroup(ACCOUNT, group)).containsEntry("refusal", "no_group");
    }

    @ParameterizedTest
    @CsvSource({
        ACCOUNT + ", 3@g.us, " + MEMBER + ", no_group",
        ACCOUNT + ", " + OTHER_GROUP + ", " + CREATOR + ", forbidden",
        PLAIN_ACCOUNT + ", " + GROUP + ", " + MEMBER + ", forbidden",
        ACCOUNT + ", " + GROUP + ", 6280@s.whatsapp.net, no_member",
        ACCOUNT + ", " + GROUP + ", " + CREATOR + ", forbidden"
    })
    void demote_thatWhatsAppRefuses_isRefused(String account, String group, String member, String refusal) {
        assertThat(simulator.demote(account, group, member)).containsEntry("refusal", refusal);
    }

    @Test
    void promoteAndDemote_byEitherName_changeTheRole() {
        assertThat(simulator.promote(ACCOUNT, GROUP, "88@lid")).containsEntry("outcome", "done");
        assertThat(role("88@lid")).isEqualTo("admin");
        assertThat(simulator.demote(ACCOUNT, GROUP, MEMBER)).containsEntry("outcome", "done");
        assertThat(role("88@lid")).isEqualTo("member");
    }

    @Test
    void promote_ofTheCreator_leavesTheCreator() {
        assertThat(simulator.promote(ACCOUNT, GROUP, CREATOR)).containsEntry("outcome", "done");
        assertThat(role("89@lid")).isEqualTo("superadmin");
    }

    @Test
    void demote_ofTheAccountItself_isDoneAndEndsItsRights() {
        assertThat(simulator.demote(ACCOUNT, GROUP, "81@lid")).containsEntry("outcome", "done");
        assertThat(simulator.promote(ACCOUNT, GROUP, MEMBER)).containsEntry("refusal", "forbidden");
    }

    @Test
    void rateLimit_countsReadsAndChangesTogether() {
        assertThat(simulator.readGroup(LIMITED, GROUP)).doesNotContainKey("refusal");
        assertThat(simulator.promote(LIMITED, GROUP, MEMBER)).containsEntry("outcome", "done");
        assertThat(simulator.readGroup(LIMITED, GROUP)).containsEntry("refusal", "rate_limited");
        assertThat((Integer) simulator.readGroup(LIMITED, GROUP).get("retryAfter"))
                .isBetween(3590, 3600);
    }

    @ParameterizedTest
    @ValueSource(strings = {"fast", "-1", "1/d", "1.5", "9999999999"})
    void rateLimit_thatIsNone_isRefused(String text) {
        assertThatThrownBy(() -> RateLimit.parse("gateway.simulator.accounts[0].rate-limit", text))
                .isInstanceOf(StartupException.class)
                .hasMessageStartingWith("gateway.simulator.accounts[0].rate-limit = '" + text + "'");
    }

    @Test
    void changesOfOneGroup_atTheSameTime_areAllThere() {
        List<SimulatorProperties.Member> members = new ArrayList<>();
        members.add(member(ACCOUNT, null, Role.ADMIN));
        IntStream.range(0, 200).forEach(i -> members.add(member("7" + i + "@s.whatsapp.net", null, Role.MEMBER)));
        Simulator crowded = new Simulator(new SimulatorProperties(
                List.of(account(ACCOUNT, null, true, null)), List.of(group(GROUP, "Crowd", members))));
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            CompletableFuture.allOf(IntStream.range(0, 200)
                            .mapToObj(i -> CompletableFuture.runAsync(
                                    () -> crowded.promote(ACCOUNT, GROUP, "7" + i + "@s.whatsapp.net"), threads))
                            .toArray(CompletableFuture[]::new))
                    .join();
        } finally {
            threads.shutdownNow();
        }
        assertThat((List<?>) crowded.readGroup(ACCOUNT, GROUP).get("members"))
                .allSatisfy(row -> assertThat(((Map<?, ?>) row).get("role")).isEqualTo("admin"));
    }

    private Object role(String lid) {
        return ((List<?>) simulator.readGroup(ACCOUNT, GROUP).get("members"))
                .stream()
                        .map(row -> (Map<?, ?>) row)
                        .filter(row -> lid.equals(row.get("lid")))
                        .map(row -> row.get("role"))
                        .findFirst()
                        .orElseThrow();
    }
}
