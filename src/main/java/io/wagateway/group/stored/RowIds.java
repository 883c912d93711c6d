package io.wagateway.group.stored;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/**
 * Table {@code organization_ids}: the ids of an organisation's stored groups and members. Callers see them: ids that all
 * organisations share would show each how much the others have.
 */
@Repository
class RowIds {
    private final JdbcClient jdbc;

    RowIds(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * Draws ids, in the caller's transaction: until it ends, others of the organisation wait.
     *
     * @param used the highest id beside which they are to be unique; a node of an older version may have drawn it
     * @param count at least 1
     * @return the first of them; each later one is higher by 1
     */
    long draw(String session, long used, int count) {
        int updated = jdbc.sql("update organization_ids set last = greatest(last, ?) + ?"
                        + " where organization_id = (select organization_id from sessions where id = ?)")
                .params(used, count, session)
                .update();
        if (updated == 0) {
            jdbc.sql("insert into organization_ids (organization_id, last)"
                            + " select organization_id, cast(? as bigint) from sessions where id = ?")
                    .params(used + count, session)
                    .update();
        }
        long last = jdbc.sql("select last from organization_ids"
                        + " where organization_id = (select organization_id from sessions where id = ?)")
                .param(session)
                .query(Long.class)
                .single();
        return last - count + 1;
    }
}
