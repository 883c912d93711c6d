package io.wagateway.group.grant;

import com.github.f4b6a3.ulid.UlidCreator;
import io.wagateway.engine.Jids;
import io.wagateway.event.log.Origin;
import java.sql.Types;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/**
 * Table {@code member_grants}, as far as changes of groups write it: each in the transaction of the change's event. A
 * demotion ends only grants that were asked for before it was: which of two calls at one moment WhatsApp did last is
 * not known, and a grant that ends too late demotes nobody who is no admin.
 */
@Repository
public class GrantStore {
    private static final String ACTIVE = "state = " + GrantState.ACTIVE.literal();
    private static final String END =
            "update member_grants set state = " + GrantState.ENDED.literal() + ", ended_at = :now, acting_until = null";
    private static final String INSERT =
            "insert into member_grants (id, organization_id, session_id, group_jid, member,"
                    + " jid, lid, granted_by, created_at, asked_at, ends_at, due_at, state) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?,"
                    + " ?, ?, " + GrantState.ACTIVE.literal() + ")";
    private static final int[] INSERT_TYPES = {
        Types.VARCHAR,
        Types.VARCHAR,
        Types.VARCHAR,
        Types.VARCHAR,
        Types.VARCHAR,
        Types.VARCHAR,
        Types.VARCHAR,
        Types.VARCHAR,
        Types.BIGINT,
        Types.BIGINT,
        Types.BIGINT,
        Types.BIGINT
    };
    private static final String MOVE = "update member_grants set asked_at = ?, ends_at = ?,"
            + " due_at = ?, acting_until = null where id = ? and " + ACTIVE;
    private static final int[] MOVE_TYPES = {Types.BIGINT, Types.BIGINT, Types.BIGINT, Types.VARCHAR};

    private static final String MOVE_UNLESS_ENDING = MOVE + " and (acting_until is null or acting_until < ?)";
    private static final int[] MOVE_UNLESS_ENDING_TYPES = {
        Types.BIGINT, Types.BIGINT, Types.BIGINT, Types.VARCHAR, Types.BIGINT
    };

    /** An active grant. */
    private record Active(String id, String jid, String lid) {}

    private final JdbcClient jdbc;
    private final JdbcTemplate batches;

    public GrantStore(JdbcTemplate jdbc) {
        this.jdbc = JdbcClient.create(jdbc);
        this.batches = jdbc;
    }

    /**
     * Makes grants, or moves the ends of those that the members have. The caller's transaction holds the group's row.
     *
     * @param askedAt when they were asked for, epoch milliseconds of the database
     */
    public void add(Origin origin, String group, List<NewGrant> granted, long askedAt) {
        if (granted.isEmpty()) {
            return;
        }
        List<Active> active = active(origin.session(), group);
        List<Object[]> inserted = new ArrayList<>();
        List<Object[]> moved = new ArrayList<>();
        for (NewGrant grant : granted) {
            long end = askedAt + grant.time().toMillis();
            active.stream()
                    .filter(before -> grant.isOf(before.jid(), before.lid()))
                    .findFirst()
                    .ifPresentOrElse(
                            before -> moved.add(new Object[] {askedAt, end, end, before.id()}),
                            () -> inserted.add(row(origin, group, grant, askedAt, end)));
        }
        batches.batchUpdate(MOVE, moved, MOVE_TYPES);
        batches.batchUpdate(INSERT, inserted, INSERT_TYPES);
    }

    private static Object[] row(Origin origin, String group, NewGrant grant, long askedAt, long end) {
        boolean isNamed = grant.jid() != null || grant.lid() != null;
        boolean isLid = Jids.isLid(grant.member());
        return new Object[] {
            UlidCreator.getMonotonicUlid().toString(),
            origin.organization(),
            origin.session(),
            group,
            grant.member(),
            isNamed || isLid ? grant.jid() : grant.member(),
            isNamed || !isLid ? grant.lid() : grant.member(),
            origin.actor(),
            askedAt,
            askedAt,
            end,
            end
        };
    }

    /**
     * Moves the ends of the grants that these members have already; who has none gets none. Joins the caller's transaction.
     *
     * @param now epoch milliseconds of the database
     * @return those whose grant is being ended at this moment, and was not moved
     */
    public List<NewGrant> move(String session, String group, List<NewGrant> granted, long now) {
        List<Active> active = active(session, group);
        List<NewGrant> held = new ArrayList<>();
        List<Object[]> rows = new ArrayList<>();
        for (NewGrant grant : granted) {
            long end = now + grant.time().toMillis();
            active.stream()
                    .filter(before -> grant.isOf(before.jid(), before.lid()))
                    .forEach(before -> {
                        held.add(grant);
                        rows.add(new Object[] {now, end, end, before.id(), now});
                    });
        }
        int[] moved = batches.batchUpdate(MOVE_UNLESS_ENDING, rows, MOVE_UNLESS_ENDING_TYPES);
        return IntStream.range(0, moved.length)
                .filter(number -> moved[number] == 0)
                .mapToObj(held::get)
                .toList();
    }

    private List<Active> active(String session, String group) {
        return jdbc.sql("select id, jid, lid from member_grants where session_id = ? and group_jid = ? and " + ACTIVE
                        + " order by id")
                .params(session, group)
                .query((row, number) -> new Active(row.getString("id"), row.getString("jid"), row.getString("lid")))
                .list();
    }

    /**
     * Ends the grants of members who are no admins of the group any more, whichever session of the organisation has granted
     * them. Joins the caller's transaction.
     *
     * @param names user JIDs and LIDs
     * @param askedAt when the change was asked for, or seen: grants that were asked for later stay
     * @param now epoch milliseconds of the database
     */
    public void end(String organization, String group, Collection<String> names, long askedAt, long now) {
        if (!names.isEmpty()) {
            jdbc.sql(END + " where organization_id = :organization and group_jid = :group and " + ACTIVE
                            + " and asked_at <= :asked and (jid in (:names) or lid in (:names))")
                    .param("organization", organization)
                    .param("group", group)
                    .param("names", names)
                    .param("asked", askedAt)
                    .param("now", now)
                    .update();
        }
    }

    /** As {@link #end}, of all members, as the session's account is not in the group any more. */
    public void endAll(String session, String group, long askedAt, long now) {
        jdbc.sql(END + " where session_id = :session and group_jid = :group and " + ACTIVE + " and asked_at <= :asked")
                .param("session", session)
                .param("group", group)
                .param("asked", askedAt)
                .param("now", now)
                .update();
    }

    /** Of these names, and of no others, in any of these groups: those who have an active grant. */
    public Set<String> holders(Collection<String> organizations, Collection<String> groups, Collection<String> names) {
        Set<String> holders = new HashSet<>();
        if (!names.isEmpty()) {
            jdbc.sql("select jid, lid from member_grants where organization_id in (:organizations) and " + ACTIVE
                            + " and group_jid in (:groups) and (jid in (:names) or lid in (:names))")
                    .param("organizations", organizations)
                    .param("groups", groups)
                    .param("names", names)
                    .query(row -> {
                        holders.add(row.getString("jid"));
                        holders.add(row.getString("lid"));
                    });
        }
        return holders;
    }
}
