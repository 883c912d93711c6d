package io.wagateway.group.grant;

import io.wagateway.event.log.Event;
import io.wagateway.event.log.EventLog;
import java.sql.Types;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionOperations;

/** Table {@code member_grants}, as far as the end of the time is concerned: nodes claim the grants that are due. */
final class GrantQueue {
    private static final String ACTIVE = "state = " + GrantState.ACTIVE.literal();
    private static final String CLAIMED = " where id = ? and due_at = ? and " + ACTIVE;

    /** An intent of the grant's own is a demotion that is under way or was interrupted: its result decides first. */
    private static final String DUE = "select g.*, row_number() over (partition by organization_id order by due_at, id)"
            + " as turn from member_grants g where " + ACTIVE + " and due_at <= ?"
            + " and not exists (select 1 from event_intents i where i.actor = concat('grant:', g.id))";

    private static final int[] CLAIM_TYPES = {Types.BIGINT, Types.VARCHAR, Types.BIGINT};

    private final JdbcClient jdbc;
    private final JdbcTemplate batches;
    private final TransactionOperations transaction;
    private final EventLog log;

    GrantQueue(JdbcTemplate jdbc, TransactionOperations transaction, EventLog log) {
        this.jdbc = JdbcClient.create(jdbc);
        this.batches = jdbc;
        this.transaction = transaction;
        this.log = log;
    }

    /**
     * Active grants whose time is over, the organisations in turn.
     *
     * @param now epoch milliseconds of the database
     * @param perOrganization how many of one organisation at most
     * @param most how many at most
     */
    List<DueGrant> due(long now, int perOrganization, int most) {
        return jdbc.sql("select * from (" + DUE + ") as due where turn <= ? order by turn, due_at, id"
                        + " fetch first ? rows only")
                .params(now, perOrganization, most)
                .query((row, number) -> new DueGrant(
                        row.getString("id"),
                        row.getString("organization_id"),
                        row.getString("session_id"),
                        row.getString("group_jid"),
                        row.getString("member"),
                        row.getLong("ends_at"),
                        row.getLong("due_at")))
                .list();
    }

    /**
     * Claims grants for this node.
     *
     * @param until when another node may claim them, epoch milliseconds of the database
     * @return without those that another node has claimed
     */
    List<GrantClaim> claim(List<DueGrant> due, long until) {
        int[] claimed = batches.batchUpdate(
                "update member_grants set due_at = ?" + CLAIMED,
                due.stream()
                        .map(grant -> new Object[] {until, grant.id(), grant.dueAt()})
                        .toList(),
                CLAIM_TYPES);
        return IntStream.range(0, claimed.length)
                .filter(number -> claimed[number] > 0)
                .mapToObj(number -> new GrantClaim(due.get(number), until))
                .toList();
    }

    /** When the next grant is due, epoch milliseconds; empty if there is no active one. */
    OptionalLong nextDue() {
        return jdbc.sql("select due_at from member_grants where " + ACTIVE
                        + " order by state, due_at fetch first 1 rows only")
                .query(Long.class)
                .optional()
                .map(OptionalLong::of)
                .orElse(OptionalLong.empty());
    }

    /**
     * Begins the demotion: nobody can revoke or move the grant from now on, until it ends or the claim expires.
     *
     * @param until the new end of the claim
     * @return false if somebody has ended, revoked or moved the grant since it was claimed
     */
    boolean begin(GrantClaim claim, long until) {
        boolean isDue = jdbc.sql("update member_grants set due_at = ?, acting_until = ?" + CLAIMED)
                        .params(until, until, claim.grant().id(), claim.until())
                        .update()
                > 0;
        if (isDue) {
            claim.renewed(until);
        }
        return isDue;
    }

    /** Another attempt comes at that time, epoch milliseconds of the database. */
    void retry(GrantClaim claim, long at) {
        jdbc.sql("update member_grants set due_at = ?, acting_until = null" + CLAIMED)
                .params(at, claim.grant().id(), claim.until())
                .update();
    }

    /** The member is no admin any more; does nothing if the demotion's own transaction has ended the grant. */
    void end(GrantClaim claim, long now) {
        finish(claim, GrantState.ENDED, now);
    }

    /** The gateway gives up, and the event log gets why. */
    void fail(GrantClaim claim, Event event, long now) {
        transaction.executeWithoutResult(status -> {
            if (finish(claim, GrantState.FAILED, now)) {
                log.append(List.of(event));
            }
        });
    }

    private boolean finish(GrantClaim claim, GrantState state, long now) {
        return jdbc.sql("update member_grants set state = ?, ended_at = ?, acting_until = null" + CLAIMED)
                        .params(state.wireName(), now, claim.grant().id(), claim.until())
                        .update()
                > 0;
    }
}
