package io.wagateway.event.relay;

import io.wagateway.event.delivery.DeliveryState;
import io.wagateway.event.delivery.Partition;
import java.util.List;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Table {@code relay_partitions}: which node holds the lease on a partition, and when the next node may take it. */
final class PartitionLeases {
    private final JdbcClient jdbc;

    PartitionLeases(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Creates the rows that do not exist yet. */
    void createPartitions() {
        for (int partition = 0; partition < Partition.COUNT; partition++) {
            create(partition);
        }
    }

    private boolean create(int partition) {
        try {
            return jdbc.sql("insert into relay_partitions (partition, lease_until, not_before)"
                                    + " select ?, 0, 0 from event_positions"
                                    + " where not exists (select 1 from relay_partitions where partition = ?)")
                            .params(partition, partition)
                            .update()
                    == 1;
        } catch (DuplicateKeyException anotherNode) {
            return false;
        }
    }

    /** Partitions without a lease that have pending events and need not wait any longer. */
    List<Integer> due(long now) {
        // The order forces the index of partitions, as in DeliveryStore.
        return jdbc.sql("select partition from relay_partitions p where lease_until < ? and not_before <= ?"
                        + " and (select d.position from deliveries d where d.state = " + DeliveryState.PENDING.literal()
                        + " and d.destination = ? and d.partition between p.partition and p.partition"
                        + " order by d.state, d.destination, d.partition, d.position fetch first 1 rows only)"
                        + " is not null")
                .params(now, now, BrokerDestination.NAME)
                .query(Integer.class)
                .list();
    }

    /** @return whether this node holds the lease now */
    boolean acquire(int partition, String owner, long now, long until) {
        return jdbc.sql("update relay_partitions set owner = ?, lease_until = ?"
                                + " where partition = ? and lease_until < ? and not_before <= ?")
                        .params(owner, until, partition, now, now)
                        .update()
                == 1;
    }

    /** @return whether this node still holds the lease */
    boolean renew(int partition, String owner, long now, long until) {
        return jdbc.sql("update relay_partitions set lease_until = ?"
                                + " where partition = ? and owner = ? and lease_until >= ?")
                        .params(until, partition, owner, now)
                        .update()
                == 1;
    }

    /** @param notBefore epoch milliseconds; 0: any node may take the partition at once */
    void release(int partition, String owner, long notBefore) {
        jdbc.sql("update relay_partitions set owner = null, lease_until = 0, not_before = ?"
                        + " where partition = ? and owner = ?")
                .params(notBefore, partition, owner)
                .update();
    }

    /** The broker takes events again: no partition has to wait for the end of its back-off. */
    void endBackOffs(long now) {
        jdbc.sql("update relay_partitions set not_before = 0 where not_before > ?")
                .param(now)
                .update();
    }
}
