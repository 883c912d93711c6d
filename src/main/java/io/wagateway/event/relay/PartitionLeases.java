package io.wagateway.event.relay;

import io.wagateway.event.log.PositionAssigner;
import java.util.List;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Table {@code relay_partitions}: which node works on which partition of the broker's deliveries, and not before when. */
final class PartitionLeases {
    private final JdbcClient jdbc;

    PartitionLeases(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Makes the rows that are not there. */
    void make() {
        for (int partition = 0; partition < PositionAssigner.PARTITIONS; partition++) {
            make(partition);
        }
    }

    private boolean make(int partition) {
        try {
            return jdbc.sql(
                                    "insert into relay_partitions (partition, lease_until, not_before) select ?, 0, 0 from event_positions"
                                            + " where not exists (select 1 from relay_partitions where partition = ?)")
                            .params(partition, partition)
                            .update()
                    == 1;
        } catch (DuplicateKeyException anotherNode) {
            return false;
        }
    }

    /** Parts that are nobody's, whose time has come, and that hold something. */
    List<Integer> due(long now) {
        return jdbc.sql(
                        "select partition from relay_partitions p where lease_until < ? and not_before <= ? and exists"
                                + " (select 1 from deliveries d where d.state = 'pending' and d.destination = ? and d.partition = p.partition)")
                .params(now, now, BrokerDestination.NAME)
                .query(Integer.class)
                .list();
    }

    /** Whether the part is this node's now. */
    boolean take(int partition, String owner, long now, long until) {
        return jdbc.sql("update relay_partitions set owner = ?, lease_until = ?"
                                + " where partition = ? and lease_until < ? and not_before <= ?")
                        .params(owner, until, partition, now, now)
                        .update()
                == 1;
    }

    /** Whether the part is still this node's. */
    boolean keep(int partition, String owner, long now, long until) {
        return jdbc.sql(
                                "update relay_partitions set lease_until = ? where partition = ? and owner = ? and lease_until >= ?")
                        .params(until, partition, owner, now)
                        .update()
                == 1;
    }

    void giveBack(int partition, String owner, long notBefore) {
        jdbc.sql(
                        "update relay_partitions set owner = null, lease_until = 0, not_before = ? where partition = ? and owner = ?")
                .params(notBefore, partition, owner)
                .update();
    }

    /** The broker is there again: nobody waits any longer. */
    void wake(long now) {
        jdbc.sql("update relay_partitions set not_before = 0 where not_before > ?")
                .param(now)
                .update();
    }
}
