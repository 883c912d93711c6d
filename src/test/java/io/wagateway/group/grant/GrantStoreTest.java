package io.wagateway.group.grant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wagateway.TestDatabase;
import io.wagateway.database.LimitProperties;
import io.wagateway.database.Quotas;
import io.wagateway.error.ConflictException;
import io.wagateway.event.log.Origin;
import io.wagateway.event.log.TestLog;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.jdbc.core.JdbcTemplate;

/** Table {@code member_grants}, on each database. */
class GrantStoreTest {
    private static final List<TestDatabase> DATABASES = TestDatabase.both();
    private static final String GROUP = "120363000000000001@g.us";
    private static final Origin PHONE = new Origin("org", "phone", "key:1", "request", "promoteGroupMember");
    private static final Origin TABLET = new Origin("org", "tablet", "key:1", "request", "promoteGroupMember");
    private static final Origin THEIRS = new Origin("other", "theirs", "key:2", "request", "promoteGroupMember");
    private static final long HOUR = Duration.ofHours(1).toMillis();

    static List<TestDatabase> databases() {
        return DATABASES;
    }

    private TestDatabase database;
    private GrantStore store;
    private GrantQueue queue;

    private void begin(TestDatabase begun) {
        database = begun.emptied();
        store = new GrantStore(new JdbcTemplate(database.source()));
        queue = queue();
    }

    private GrantQueue queue() {
        TestLog log = new TestLog(database, (events, selection) -> {});
        return new GrantQueue(new JdbcTemplate(database.source()), database.transaction(), log.log());
    }

    private static NewGrant of(int member) {
        return new NewGrant(member + "@lid", member + "@s.whatsapp.net", member + "@lid", Duration.ofHours(1));
    }

    private List<String> states() {
        return database.jdbc()
                .sql("select session_id, lid, state, ends_at from member_grants order by id")
                .query((row, number) -> row.getString("session_id") + " " + row.getString("lid") + " "
                        + row.getString("state") + " " + row.getLong("ends_at"))
                .list();
    }

    private List<GrantClaim> claim(GrantQueue by, long now, int perOrganization, int most) {
        return by.claim(by.due(now, perOrganization, most), now + 1_000);
    }

    @ParameterizedTest
    @MethodSource("databases")
    void demotion_endsTheGrantsOfTheOrganisation_thatWereAskedForBefore(TestDatabase each) {
        begin(each);
        store.add(PHONE, GROUP, List.of(of(1), of(2)), 1_000);
        store.add(TABLET, GROUP, List.of(of(1)), 2_000);
        store.add(THEIRS, GROUP, List.of(of(1)), 1_000);
        store.add(PHONE, "120363000000000002@g.us", List.of(of(1)), 1_000);
        store.end("org", GROUP, List.of("1@s.whatsapp.net"), 1_500, 5_000);
        assertThat(states())
                .containsExactly(
                        "phone 1@lid ended 3601000",
                        "phone 2@lid active 3601000",
                        "tablet 1@lid active 3602000",
                        "theirs 1@lid active 3601000",
                        "phone 1@lid active 3601000");
        // By the other name.
        store.end("org", GROUP, List.of("1@lid", "3@lid"), 2_000, 5_000);
        assertThat(states().get(2)).isEqualTo("tablet 1@lid ended 3602000");
        assertThat(store.holders(List.of("org"), List.of(GROUP), List.of("1@lid", "2@s.whatsapp.net")))
                .containsExactlyInAnyOrder("2@lid", "2@s.whatsapp.net");
        store.endAll("phone", GROUP, 1_000, 5_000);
        assertThat(states().get(1)).isEqualTo("phone 2@lid ended 3601000");
        assertThat(states().get(4)).isEqualTo("phone 1@lid active 3601000");
    }

    @ParameterizedTest
    @MethodSource("databases")
    void grant_askedForAgain_movesItsEnd_andOneThatIsOverIsANewOne(TestDatabase each) {
        begin(each);
        store.add(PHONE, GROUP, List.of(of(1)), 1_000);
        store.add(PHONE, GROUP, List.of(of(1)), 2_000);
        assertThat(states()).containsExactly("phone 1@lid active 3602000");
        assertThat(store.move("phone", GROUP, List.of(of(1), of(2)), 500)).isEmpty();
        assertThat(states()).containsExactly("phone 1@lid active 3600500");
        store.endAll("phone", GROUP, 9_000, 9_000);
        assertThat(store.move("phone", GROUP, List.of(of(1)), 9_500)).isEmpty();
        store.add(PHONE, GROUP, List.of(of(1)), 10_000);
        assertThat(states()).containsExactly("phone 1@lid ended 3600500", "phone 1@lid active 3610000");
    }

    @ParameterizedTest
    @MethodSource("databases")
    void grant_namedByTheCallOnly_isFoundByThatName(TestDatabase each) {
        begin(each);
        store.add(PHONE, GROUP, List.of(new NewGrant("7@lid", null, null, Duration.ofHours(1))), 0);
        store.add(PHONE, GROUP, List.of(new NewGrant("8@s.whatsapp.net", null, null, Duration.ofHours(1))), 0);
        store.end("org", GROUP, List.of("7@lid", "8@s.whatsapp.net"), 0, 0);
        assertThat(states()).allSatisfy(state -> assertThat(state).contains("ended"));
    }

    @ParameterizedTest
    @MethodSource("databases")
    void grants_dueAtOnce_areClaimedOnceByManyNodes_theOrganisationsInTurn(TestDatabase each) throws Exception {
        begin(each);
        store.add(
                PHONE,
                GROUP,
                IntStream.range(0, 100).mapToObj(GrantStoreTest::of).toList(),
                0);
        store.add(THEIRS, GROUP, List.of(of(1), of(2)), HOUR / 2);
        assertThat(queue.nextDue()).hasValue(HOUR);
        assertThat(queue.due(HOUR - 1, 100, 100)).isEmpty();
        assertThat(queue.due(2 * HOUR, 100, 4))
                .extracting(DueGrant::organization)
                .containsExactly("org", "other", "org", "other");
        assertThat(queue.due(2 * HOUR, 10, 100)).hasSize(12);
        List<String> claimed = Collections.synchronizedList(new ArrayList<>());
        ExecutorService nodes = Executors.newFixedThreadPool(4);
        for (int node = 0; node < 4; node++) {
            GrantQueue own = queue();
            nodes.execute(() -> {
                for (int round = 0; round < 20; round++) {
                    claim(own, 2 * HOUR, 16, 16)
                            .forEach(claim -> claimed.add(claim.grant().id()));
                }
            });
        }
        nodes.shutdown();
        assertThat(nodes.awaitTermination(1, TimeUnit.MINUTES)).isTrue();
        while (claimed.size() < 102) {
            List<GrantClaim> left = claim(queue, 2 * HOUR, 16, 16);
            assertThat(left).isNotEmpty();
            left.forEach(claim -> claimed.add(claim.grant().id()));
        }
        assertThat(claimed).doesNotHaveDuplicates().hasSize(102);
        assertThat(queue.due(2 * HOUR, 100, 100)).isEmpty();
        // The claims expire.
        assertThat(queue.due(2 * HOUR + 1_000, 100, 200)).hasSize(102);
    }

    @ParameterizedTest
    @MethodSource("databases")
    void claim_isLost_onceSomebodyMovesRevokesOrEndsTheGrant(TestDatabase each) {
        begin(each);
        GrantQueries queries = new GrantQueries(database.jdbc());
        store.add(PHONE, GROUP, List.of(of(1), of(2), of(3), of(4)), 0);
        List<GrantClaim> claims = claim(queue, HOUR, 9, 9);
        assertThat(store.move("phone", GROUP, List.of(of(1)), HOUR)).isEmpty();
        assertThat(queries.revoke("phone", GROUP, claims.get(1).grant().id(), HOUR))
                .isTrue();
        store.end("org", GROUP, List.of("3@lid"), HOUR, HOUR);
        assertThat(claims.stream().map(claim -> queue.begin(claim, HOUR + 2_000)))
                .containsExactly(false, false, false, true);
        claims.forEach(claim -> queue.end(claim, HOUR));
        assertThat(states())
                .containsExactly(
                        "phone 1@lid active 7200000",
                        "phone 2@lid revoked 3600000",
                        "phone 3@lid ended 3600000",
                        "phone 4@lid ended 3600000");
    }

    @ParameterizedTest
    @MethodSource("databases")
    void demotion_thatHasBegun_isNeitherMovedNorRevoked_untilItEndsOrItsNodeIsDead(TestDatabase each) {
        begin(each);
        GrantQueries queries = new GrantQueries(database.jdbc());
        store.add(PHONE, GROUP, List.of(of(1)), 0);
        GrantClaim claim = claim(queue, HOUR, 1, 1).get(0);
        assertThat(queue.begin(claim, HOUR + 2_000)).isTrue();
        String id = claim.grant().id();
        assertThat(store.move("phone", GROUP, List.of(of(1)), HOUR)).containsExactly(of(1));
        assertThatThrownBy(() -> queries.revoke("phone", GROUP, id, HOUR)).isInstanceOf(ConflictException.class);
        assertThat(queries.revoke("tablet", GROUP, id, HOUR)).isFalse();
        assertThat(store.move("phone", GROUP, List.of(of(1)), HOUR + 2_001)).isEmpty();
        queue.retry(claim, 0);
        assertThat(queries.revoke("phone", GROUP, id, HOUR)).isTrue();
        assertThat(queries.revoke("phone", GROUP, id, HOUR)).isFalse();
    }

    /** Its result decides: the member may be demoted already. */
    @ParameterizedTest
    @MethodSource("databases")
    void grant_whoseDemotionWasInterrupted_waitsForItsRecovery(TestDatabase each) {
        begin(each);
        store.add(PHONE, GROUP, List.of(of(1), of(2)), 0);
        String id = queue.due(HOUR, 9, 9).get(0).id();
        database.jdbc()
                .sql(
                        "insert into event_intents (id, owner, organization_id, session_id, group_jid, actor, request_id,"
                                + " intended_change, created_at, recover_at) values ('i', 'dead', 'org', 'phone', ?, ?, 'r', '{}', 0, 0)")
                .params(GROUP, "grant:" + id)
                .update();
        assertThat(queue.due(HOUR, 9, 9)).hasSize(1).noneMatch(grant -> grant.id()
                .equals(id));
    }

    @ParameterizedTest
    @MethodSource("databases")
    void oldGrants_andThoseOfDeletedSessions_areRemoved(TestDatabase each) {
        begin(each);
        database.jdbc()
                .sql("insert into sessions (id, organization_id, engine, status, created_at, updated_at, deleted_at)"
                        + " values ('tablet', 'org', 'simulator', 'stopped', 0, 0, 1), ('phone', 'org', 'simulator',"
                        + " 'stopped', 0, 0, null)")
                .update();
        store.add(
                PHONE,
                GROUP,
                IntStream.range(0, 1_200).mapToObj(GrantStoreTest::of).toList(),
                0);
        store.endAll("phone", GROUP, 0, 5_000);
        store.add(PHONE, GROUP, List.of(of(1)), 6_000);
        store.add(TABLET, GROUP, List.of(of(1)), 0);
        GrantRetention retention = new GrantRetention(database.jdbc());
        retention.removeOlder(5_000);
        assertThat(states()).hasSize(1_202);
        retention.removeOlder(5_001);
        retention.removeOfDeletedSessions();
        assertThat(states()).containsExactly("phone 1@lid active 3606000");
    }

    @ParameterizedTest
    @MethodSource("databases")
    void room_isLimitedForEachOrganisation(TestDatabase each) {
        begin(each);
        Quotas quotas = new Quotas(database.jdbc(), new LimitProperties(1, 1, 1, 1, 3, null));
        store.add(PHONE, GROUP, List.of(of(1), of(2)), 0);
        quotas.requireRoomForGrants("org", 1);
        quotas.requireRoomForGrants("other", 3);
        assertThatThrownBy(() -> quotas.requireRoomForGrants("org", 2))
                .isInstanceOfSatisfying(ConflictException.class, refusal -> assertThat(refusal.details())
                        .containsEntry("limit", 3));
        store.end("org", GROUP, List.of("1@lid"), 0, 0);
        quotas.requireRoomForGrants("org", 2);
    }
}
