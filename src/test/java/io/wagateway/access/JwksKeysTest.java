package io.wagateway.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** How the gateway gets on with a frontend that rotates its keys, is attacked, or is not well. */
class JwksKeysTest {
    private static final SigningKey OLD = SigningKey.generate("old", "EdDSA");
    private static final SigningKey NEW = SigningKey.generate("new", "EdDSA");
    private static final int STALE = 5 * 60;

    enum Illness {
        FAILS,
        HANGS,
        DRIPS,
        FLOODS,
        REDIRECTS,
        SERVES_HTML,
        SERVES_NOTHING,
        SERVES_NULL,
        IS_OFF;

        void begins(Frontend frontend) {
            switch (this) {
                case FAILS -> frontend.fail();
                case HANGS -> frontend.hang();
                case DRIPS -> frontend.drip();
                case FLOODS -> frontend.flood();
                case REDIRECTS -> frontend.redirect();
                case SERVES_HTML -> frontend.serveHtml();
                case SERVES_NOTHING -> frontend.publishText("");
                case SERVES_NULL -> frontend.publishText("null");
                case IS_OFF -> frontend.switchOff();
            }
        }

        void ends(Frontend frontend) {
            frontend.recover();
            if (this == IS_OFF) {
                frontend.switchOn();
            }
        }
    }

    private final Frontend frontend = new Frontend(OLD);
    private final LoginTokenFixture loginTokenAuthenticator = new LoginTokenFixture(frontend);

    @AfterEach
    void close() {
        loginTokenAuthenticator.close();
        frontend.close();
    }

    @Test
    void prefetch_isSharedByATokenThatComesMeanwhile() {
        Runnable release = frontend.hold();
        loginTokenAuthenticator.prefetch();
        Awaitility.await().until(() -> frontend.fetches() == 1);
        CompletableFuture<Caller> first = loginTokenAuthenticator.begin(token(OLD));
        CompletableFuture<Caller> second = loginTokenAuthenticator.begin(token(OLD));
        assertThat(first).isNotDone();
        release.run();
        assertThat(first).succeedsWithin(Duration.ofSeconds(5));
        assertThat(second).succeedsWithin(Duration.ofSeconds(5));
        assertThat(frontend.fetches()).isOne();
    }

    @Test
    void prefetch_thatHasEnded_savesTheFirstTokenItsFetch() {
        loginTokenAuthenticator.prefetch();
        Awaitility.await().until(() -> loginTokenAuthenticator.begin(token(OLD)).isDone());
        assertThat(loginTokenAuthenticator.outcome(token(OLD))).isEqualTo("accepted");
        assertThat(frontend.fetches()).isOne();
    }

    @ParameterizedTest
    @EnumSource
    void prefetch_fromAFrontendThatIsIll_failsNobodyOnceItIsWell(Illness illness) {
        illness.begins(frontend);
        loginTokenAuthenticator.prefetch();
        assertThat(loginTokenAuthenticator.outcome(token(OLD))).isEqualTo("identity_unavailable");
        illness.ends(frontend);
        frontend.publish(OLD);
        loginTokenAuthenticator.pass(5);
        assertThat(loginTokenAuthenticator.outcome(token(OLD))).isEqualTo("accepted");
    }

    @Test
    void rotation_isPickedUpWithTheFirstTokenOfTheNewKey() {
        assertThat(loginTokenAuthenticator.outcome(token(OLD))).isEqualTo("accepted");
        frontend.publish(OLD, NEW);
        assertThat(loginTokenAuthenticator.outcome(token(NEW))).isEqualTo("accepted");
        assertThat(loginTokenAuthenticator.outcome(token(OLD))).isEqualTo("accepted");
        assertThat(frontend.fetches()).isEqualTo(2);
    }

    @Test
    void unknownKids_areRefusedAndDoNotHammerTheFrontend() {
        assertThat(loginTokenAuthenticator.outcome(token(OLD))).isEqualTo("accepted");
        for (int i = 0; i < 50; i++) {
            assertThat(loginTokenAuthenticator.outcome(token(OLD.as("kid " + i, "EdDSA"))))
                    .isEqualTo("unauthorized");
        }
        assertThat(frontend.fetches()).isLessThanOrEqualTo(2);
        loginTokenAuthenticator.pass(5);
        for (int i = 0; i < 50; i++) {
            assertThat(loginTokenAuthenticator.outcome(token(OLD.as("kid " + i, "EdDSA"))))
                    .isEqualTo("unauthorized");
        }
        assertThat(frontend.fetches()).isLessThanOrEqualTo(3);
    }

    @ParameterizedTest
    @EnumSource
    void keySet_thatCouldNeverBeHad_isUnavailableUntilItCan(Illness illness) {
        illness.begins(frontend);
        assertThat(loginTokenAuthenticator.outcome(token(OLD))).isEqualTo("identity_unavailable");
        assertThat(loginTokenAuthenticator.outcome("not.a.token")).isEqualTo("unauthorized");
        assertThat(frontend.strays()).isZero();

        illness.ends(frontend);
        frontend.publish(OLD);
        loginTokenAuthenticator.pass(5);
        assertThat(loginTokenAuthenticator.outcome(token(OLD))).isEqualTo("accepted");
    }

    @ParameterizedTest
    @EnumSource
    void knownKey_whileTheFrontendIsIll_isAccepted(Illness illness) {
        assertThat(loginTokenAuthenticator.outcome(token(OLD))).isEqualTo("accepted");
        illness.begins(frontend);
        assertThat(loginTokenAuthenticator.outcome(token(NEW))).isEqualTo("unauthorized");
        assertThat(loginTokenAuthenticator.outcome(token(OLD))).isEqualTo("accepted");
        loginTokenAuthenticator.pass(STALE);
        assertThat(loginTokenAuthenticator.outcome(token(OLD))).isEqualTo("accepted");
    }

    @Test
    void frontendThatHangs_isWaitedForOnce() {
        assertThat(loginTokenAuthenticator.outcome(token(OLD))).isEqualTo("accepted");
        frontend.hang();
        loginTokenAuthenticator.pass(STALE);
        assertThat(loginTokenAuthenticator.outcome(token(OLD))).isEqualTo("accepted");
        loginTokenAuthenticator.pass(5);
        assertThat(loginTokenAuthenticator.begin(token(OLD)).isDone()).isTrue();
    }

    @ParameterizedTest
    @EnumSource(names = {"DRIPS", "FLOODS"})
    void frontendThatNeverEnds_isHungUpOn(Illness illness) {
        illness.begins(frontend);
        assertThat(loginTokenAuthenticator.outcome(token(OLD))).isEqualTo("identity_unavailable");
        Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> frontend.abandoned() == 1);
    }

    @Test
    void withdrawnKey_isBelievedForFiveMinutesAtMost() {
        assertThat(loginTokenAuthenticator.outcome(token(OLD))).isEqualTo("accepted");
        frontend.publish(NEW);
        loginTokenAuthenticator.pass(STALE - 1);
        assertThat(loginTokenAuthenticator.outcome(token(OLD))).isEqualTo("accepted");
        loginTokenAuthenticator.pass(1);
        assertThat(loginTokenAuthenticator.outcome(token(OLD))).isEqualTo("unauthorized");
    }

    /** None like another, so that none is remembered. */
    private static String token(SigningKey key) {
        Map<String, Object> claims = Frontend.claims("org_a", "member");
        claims.put("jti", UUID.randomUUID().toString());
        return key.token(claims);
    }
}
