package io.wagateway.group.grant;

import static org.assertj.core.api.Assertions.assertThat;

import io.wagateway.TestDatabase;
import io.wagateway.error.ForbiddenException;
import io.wagateway.error.NotConnectedException;
import io.wagateway.error.NotFoundException;
import io.wagateway.event.log.Origin;
import io.wagateway.event.log.TestLog;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.jdbc.core.JdbcTemplate;

class GrantExpiryTest {
    private static final List<TestDatabase> DATABASES = TestDatabase.both();
    private static final String GROUP = "120363000000000001@g.us";
    private static final long MINUTE = Duration.ofMinutes(1).toMillis();
    private static final long DAY = Duration.ofDays(1).toMillis();

    static List<TestDatabase> databases() {
        return DATABASES;
    }

    private record Attempt(GrantClaim claim, CompletableFuture<Exception> end) {
        String organization() {
            return claim.grant().organization();
        }
    }

    private final AtomicLong clock = new AtomicLong();
    private final List<Attempt> attempts = new ArrayList<>();
    private TestDatabase database;
    private GrantQueue queue;
    private GrantExpiry expiry;

    private void begin(TestDatabase begun, Function<GrantClaim, CompletableFuture<Exception>> demotion) {
        database = begun.emptied();
        TestLog log = new TestLog(database, (events, selection) -> {});
        queue = new GrantQueue(new JdbcTemplate(database.source()), database.transaction(), log.log());
        expiry = new GrantExpiry(queue, demotion, Runnable::run, clock::get);
    }

    private void begin(TestDatabase begun) {
        begin(begun, claim -> {
            Attempt attempt = new Attempt(claim, new CompletableFuture<>());
            attempts.add(attempt);
            return attempt.end();
        });
    }

    /** For a minute from 0 on. */
    private void grant(String organization, int members) {
        List<NewGrant> grants = IntStream.range(0, members)
                .mapToObj(member -> new NewGrant(member + "@lid", null, member + "@lid", Duration.ofMinutes(1)))
                .toList();
        new GrantStore(new JdbcTemplate(database.source()))
                .add(new Origin(organization, "phone-" + organization, "key:1", "r", "promote"), GROUP, grants, 0);
    }

    private List<String> states() {
        return database.jdbc()
                .sql("select state from member_grants")
                .query(String.class)
                .list();
    }

    private long dueAt() {
        return database.jdbc()
                .sql("select due_at from member_grants")
                .query(Long.class)
                .single();
    }

    private void tickAt(long now) {
        clock.set(now);
        expiry.tick();
    }

    @ParameterizedTest
    @MethodSource("databases")
    void manyGrants_dueAtOneMoment_endAFewAtATime_theOrganisationsInTurn(TestDatabase each) {
        begin(each);
        grant("large", 1_000);
        grant("small", 3);
        tickAt(MINUTE - 1);
        assertThat(attempts).isEmpty();
        tickAt(MINUTE + 1_000);
        assertThat(attempts.stream().collect(Collectors.groupingBy(Attempt::organization, Collectors.counting())))
                .isEqualTo(Map.of("large", 16L, "small", 3L));
        int most = 0;
        // The end of one attempt begins the next.
        for (int i = 0; i < attempts.size(); i++) {
            most = Math.max(most, attempts.size() - i);
            attempts.get(i).end().complete(null);
        }
        assertThat(most).isLessThanOrEqualTo(19);
        assertThat(attempts).hasSize(1_003);
        assertThat(states()).hasSize(1_003).containsOnly("ended");
    }

    @ParameterizedTest
    @MethodSource("databases")
    void manyOrganisations_haveThirtyTwoPlacesInAll(TestDatabase each) {
        begin(each);
        IntStream.range(0, 40).forEach(number -> grant("org-" + number, 2));
        tickAt(MINUTE);
        assertThat(attempts).hasSize(32);
        assertThat(attempts.stream().map(Attempt::organization)).doesNotHaveDuplicates();
        tickAt(MINUTE + 6_000);
        assertThat(attempts).hasSize(32);
    }

    @ParameterizedTest
    @MethodSource("databases")
    void failure_isTriedAgain_laterAndLater_andAfterADayItIsAnEvent(TestDatabase each) {
        begin(each, claim -> CompletableFuture.completedFuture(new NotConnectedException()));
        grant("org", 1);
        tickAt(MINUTE);
        assertThat(dueAt()).isEqualTo(MINUTE + 5_000);
        tickAt(MINUTE + 60_000);
        assertThat(dueAt()).isEqualTo(MINUTE + 90_000);
        tickAt(MINUTE + DAY / 2);
        assertThat(dueAt()).isEqualTo(MINUTE + DAY / 2 + 120_000);
        assertThat(states()).containsExactly("active");
        tickAt(MINUTE + DAY);
        assertThat(states()).containsExactly("failed");
        assertThat(database.jdbc()
                        .sql("select event from events")
                        .query(String.class)
                        .list())
                .containsExactly("group.action.failed");
        assertThat(queue.nextDue()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("databases")
    void whatIsGone_endsTheGrant_andWhatIsUnknownOrRefusedDoesNot(TestDatabase each) {
        List<Exception> failures = List.of(
                NotFoundException.outcomeUnknown("group not found"),
                new ForbiddenException("the session's account is not an admin of the group"),
                new IllegalStateException("a defect"),
                new NotFoundException("group not found"));
        begin(each, claim -> CompletableFuture.completedFuture(failures.get(attempts.size())));
        grant("org", 1);
        for (int i = 0; i < failures.size(); i++) {
            tickAt(MINUTE + (i + 1) * Duration.ofHours(1).toMillis());
            assertThat(states()).containsExactly(i < failures.size() - 1 ? "active" : "ended");
            attempts.add(null);
        }
        assertThat(database.jdbc()
                        .sql("select count(*) from events")
                        .query(Integer.class)
                        .single())
                .isZero();
    }

    /** A defect of the attempt itself must not cost its place. */
    @Test
    void attempt_thatThrows_givesItsPlaceBack() {
        begin(DATABASES.get(0), claim -> {
            throw new IllegalStateException("a defect");
        });
        grant("org", 50);
        tickAt(MINUTE);
        for (int i = 1; i <= 10; i++) {
            tickAt(MINUTE + i * 1_000L);
        }
        assertThat(database.jdbc()
                        .sql("select count(*) from member_grants where due_at > ends_at")
                        .query(Integer.class)
                        .single())
                .isEqualTo(50);
    }
}
