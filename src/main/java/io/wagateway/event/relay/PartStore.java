package io.wagateway.event.relay;

import io.wagateway.event.log.Numbering;
import java.util.List;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Table {@code relay_parts}: which node is at work on which part of the broker's deliveries, and not before when. */
final class PartStore {
    private final JdbcClient jdbc;

    PartStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Makes the rows that are not there. */
    void make() {
        for (int part = 0; part < Numbering.PARTS; part++) {
            make(part);
        }
    }

    private boolean make(int part) {
        try {
            return jdbc.sql(
                                    "insert into relay_parts (part, lease_until, not_before) select ?, 0, 0 from event_positions"
                                            + " where not exists (select 1 from relay_parts where part = ?)")
                            .params(part, part)
                            .update()
                    == 1;
        } catch (DuplicateKeyException anotherNode) {
            return false;
        }
    }

    /** Parts that are nobody's, whose time has come, and that hold something. */
    List<Integer> due(long now) {
        return jdbc.sql(
                        "select part from relay_parts p where lease_until < ? and not_before <= ? and exists"
                                + " (select 1 from deliveries d where d.state = 'pending' and d.outlet = ? and d.part = p.part)")
                .params(now, now, BrokerOutlet.NAME)
                .query(Integer.class)
                .list();
    }

    /** Whether the part is this node's now. */
    boolean take(int part, String owner, long now, long until) {
        return jdbc.sql("update relay_parts set owner = ?, lease_until = ?"
                                + " where part = ? and lease_until < ? and not_before <= ?")
                        .params(owner, until, part, now, now)
                        .update()
                == 1;
    }

    /** Whether the part is still this node's. */
    boolean keep(int part, String owner, long now, long until) {
        return jdbc.sql("update relay_parts set lease_until = ? where part = ? and owner = ? and lease_until >= ?")
                        .params(until, part, owner, now)
                        .update()
                == 1;
    }

    void giveBack(int part, String owner, long notBefore) {
        jdbc.sql("update relay_parts set owner = null, lease_until = 0, not_before = ? where part = ? and owner = ?")
                .params(notBefore, part, owner)
                .update();
    }

    /** The broker is there again: nobody waits any longer. */
    void wake(long now) {
        jdbc.sql("update relay_parts set not_before = 0 where not_before > ?")
                .param(now)
                .update();
    }
}
