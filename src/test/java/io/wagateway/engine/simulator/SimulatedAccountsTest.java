package io.wagateway.engine.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SimulatedAccountsTest {
    private static final String ACCOUNT = "6281@s.whatsapp.net";
    private static final String SWITCHED_OFF = "6282@s.whatsapp.net";
    private static final Map<String, Object> PAIRED = Map.of("refusal", "paired");
    private static final Map<String, Object> TAKEN = Map.of("refusal", "taken");
    private static final Map<String, Object> NO_CODE = Map.of("refusal", "no_code");

    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5);
    private final SimulatedAccounts accounts = new SimulatedAccounts(
            new SimulatorProperties(
                    List.of(
                            new SimulatorProperties.Account(ACCOUNT, "81@lid", true, null, null),
                            new SimulatorProperties.Account(SWITCHED_OFF, null, false, null, null)),
                    null),
            nanos::get);

    private Object status(String name) {
        return accounts.status(name).get("status");
    }

    @Test
    void code_isRenewedWhenItsTimeIsOver() {
        accounts.start("new");
        Map<String, Object> first = accounts.qr("new");
        assertThat(first.get("expiresInMs")).isEqualTo(20_000L);
        nanos.addAndGet(Duration.ofMillis(19_999).toNanos());
        assertThat(accounts.qr("new")).isEqualTo(Map.of("code", first.get("code"), "expiresInMs", 1L));
        nanos.addAndGet(Duration.ofMillis(1).toNanos());
        assertThat(accounts.qr("new").get("code")).isNotEqualTo(first.get("code"));
    }

    @Test
    void account_thatIsScanned_works() {
        accounts.start("new");
        assertThat(status("new")).isEqualTo("scan_qr_code");
        assertThat(accounts.scan("new", "6285551234", false)).isEmpty();
        assertThat(accounts.status("new"))
                .isEqualTo(Map.of("status", "working", "jid", "6285551234@s.whatsapp.net", "lid", "4321555826@lid"));
        assertThat(accounts.scan("new", null, false)).isEqualTo(PAIRED);
        assertThat(accounts.qr("new")).isEqualTo(PAIRED);
        assertThat(accounts.pairingCode("new", "62811")).isEqualTo(PAIRED);
        accounts.stop("new");
        assertThat(status("new")).isEqualTo("stopped");
        assertThat(accounts.qr("new")).isEqualTo(PAIRED);
        accounts.start("new");
        assertThat(status("new")).isEqualTo("working");
    }

    @Test
    void number_isThatOfThePairingCodeElseTheConfiguredOneElseMadeUp() {
        accounts.start("coded");
        assertThat(accounts.pairingCode("coded", "62855").get("code").toString())
                .hasSize(9);
        accounts.scan("coded", null, false);
        assertThat(accounts.status("coded")).containsEntry("jid", "62855@s.whatsapp.net");

        accounts.logout(ACCOUNT);
        accounts.start(ACCOUNT);
        accounts.scan(ACCOUNT, null, false);
        assertThat(accounts.status(ACCOUNT)).containsEntry("jid", ACCOUNT).containsEntry("lid", "81@lid");

        accounts.start("new");
        accounts.scan("new", null, false);
        assertThat(accounts.status("new").get("jid").toString()).matches("6280[0-9]{9}@s\\.whatsapp\\.net");
    }

    @ParameterizedTest
    @ValueSource(strings = {"working", "stopped", "scanned again"})
    void number_thatAnotherAccountHas_isTaken(String how) {
        accounts.start("first");
        assertThat(accounts.scan("first", "5561999991234", false)).isEmpty();
        if (how.equals("stopped")) {
            accounts.stop("first");
        } else if (how.equals("scanned again")) {
            accounts.logout("first");
            accounts.start("first");
            assertThat(accounts.scan("first", "5561999991234", false)).isEmpty();
        }
        accounts.start("second");
        // The second one is the other spelling of the same number.
        for (String phone : List.of("5561999991234", "556199991234")) {
            assertThat(accounts.scan("second", phone, false)).isEqualTo(TAKEN);
        }
        accounts.pairingCode("second", "5561999991234");
        assertThat(accounts.scan("second", null, false)).isEqualTo(TAKEN);
        assertThat(status("second")).isEqualTo("scan_qr_code");
        accounts.start("first");
        assertThat(accounts.status("first").get("jid")).isEqualTo("5561999991234@s.whatsapp.net");
        assertThat(accounts.scan("second", "5561999991235", false)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"as it is", "logged out", "removed", "with another number"})
    void number_thatIsConfigured_isItsOwnAccountsOnly(String how) {
        if (how.equals("logged out") || how.equals("with another number")) {
            accounts.logout(ACCOUNT);
        } else if (how.equals("removed")) {
            accounts.remove(ACCOUNT);
        }
        if (how.equals("with another number")) {
            accounts.start(ACCOUNT);
            assertThat(accounts.scan(ACCOUNT, "62899", false)).isEmpty();
        }
        accounts.start("new");
        // The number 18 would get the LID of 6281.
        for (String phone : List.of("6281", "6282", "18")) {
            assertThat(accounts.scan("new", phone, false)).isEqualTo(TAKEN);
        }
        if (how.equals("logged out")) {
            accounts.start(ACCOUNT);
            assertThat(accounts.scan(ACCOUNT, "6281", false)).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"logged out", "removed"})
    void number_thatIsGivenUp_isFree(String how) {
        accounts.start("first");
        accounts.scan("first", "62855", false);
        if (how.equals("removed")) {
            accounts.remove("first");
        } else {
            accounts.logout("first");
        }
        accounts.start("second");
        assertThat(accounts.scan("second", "62855", false)).isEmpty();
    }

    @Test
    void number_thatManyScanAtOnce_isOfOne() {
        List<String> names =
                IntStream.range(0, 2_000).mapToObj(i -> "account-" + i).toList();
        names.forEach(accounts::start);
        assertThat(names.parallelStream()
                        .filter(name -> accounts.scan(name, "62855", false).isEmpty()))
                .hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"unknown", "stopped", "logged out"})
    void account_thatDoesNotWaitForAPhone_hasNoCode(String name) {
        if (!name.equals("unknown")) {
            accounts.start(name);
            accounts.scan(name, null, false);
            accounts.logout(name);
            accounts.stop(name);
        }
        assertThat(status(name)).isEqualTo("stopped");
        assertThat(accounts.qr(name)).isEqualTo(NO_CODE);
        assertThat(accounts.pairingCode(name, "62811")).isEqualTo(NO_CODE);
        assertThat(accounts.scan(name, null, false)).isEqualTo(NO_CODE);
    }

    @Test
    void phoneThatIsSwitchedOff_doesNotConnectUntilItIsLinkedAgain() {
        assertThat(status(SWITCHED_OFF)).isEqualTo("stopped");
        accounts.start(SWITCHED_OFF);
        assertThat(status(SWITCHED_OFF)).isEqualTo("failed");
        accounts.logout(SWITCHED_OFF);
        accounts.start(SWITCHED_OFF);
        accounts.scan(SWITCHED_OFF, null, false);
        assertThat(status(SWITCHED_OFF)).isEqualTo("working");
    }

    @Test
    void account_thatIsRemoved_isUnknown() {
        accounts.start("new");
        accounts.remove("new");
        accounts.remove("new");
        assertThat(accounts.has("new")).isFalse();
    }

    @Test
    void session_withoutAName_isNoAccount() {
        assertThat(accounts.start(null)).isEqualTo(Map.of("refusal", "not_connected"));
        assertThat(accounts.stop(null)).isEmpty();
        assertThat(accounts.logout(null)).isEmpty();
        assertThat(accounts.remove(null)).isEmpty();
        assertThat(accounts.qr(null)).isEqualTo(NO_CODE);
    }
}
