package io.wagateway.idempotency;

import com.github.f4b6a3.ulid.UlidCreator;
import io.wagateway.pipeline.DatabaseOutage;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Table {@code idempotency_keys}: one row for each call with a key, claimed by the first such call. A node renews the leases
 * of the calls that it works on; a claim whose lease has expired is of a node that died.
 */
final class IdempotencyStore {
    static final Duration KEPT = Duration.ofHours(24);

    /** Of one organisation: beyond it, its oldest answers go. */
    static final int MOST_PER_ORGANIZATION = 10_000;

    /** One of so many new rows counts those of its organisation, as that costs more than a row. */
    private static final int ROWS_PER_COUNT = 100;

    private static final long LEASE = Duration.ofSeconds(30).toMillis();
    private static final int PURGE_BATCH = 1_000;

    /**
     * A row.
     *
     * @param claim a ULID: whose row it is
     * @param body of the call, as {@link IdempotentCall#body}
     * @param requestId of the call that claimed it
     * @param status null: there is no answer yet
     * @param answer as {@link StoredAnswer} writes it; null: it was too long to be kept
     */
    record Row(
            String claim,
            String body,
            String requestId,
            long createdAt,
            long leaseUntil,
            Integer status,
            String answer) {
        boolean isAnswered() {
            return status != null;
        }
    }

    private final JdbcClient jdbc;
    private final LongSupplier clock;

    private static final Logger LOG = LoggerFactory.getLogger(IdempotencyStore.class);

    /** Claims of the calls that this node works on, to their ids. */
    private final Map<String, String> underWay = new ConcurrentHashMap<>();

    /** @param clock the database's time: all nodes compare them */
    IdempotencyStore(JdbcClient jdbc, LongSupplier clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /** The claim of a call that comes first; empty if another one has claimed the row, which {@link #find} then finds. */
    Optional<String> claim(IdempotentCall call) {
        long now = clock.getAsLong();
        String claim = UlidCreator.getMonotonicUlid().toString();
        try {
            jdbc.sql("insert into idempotency_keys (id, organization_id, body_sha256, request_id, claim, created_at,"
                            + " lease_until) values (?, ?, ?, ?, ?, ?, ?)")
                    .params(call.id(), call.organization(), call.body(), call.requestId(), claim, now, now + LEASE)
                    .update();
        } catch (DuplicateKeyException e) {
            return Optional.empty();
        }
        underWay.put(claim, call.id());
        if (ThreadLocalRandom.current().nextInt(ROWS_PER_COUNT) == 0) {
            try {
                trim(call.organization(), MOST_PER_ORGANIZATION);
            } catch (DataAccessException e) {
                DatabaseOutage.logFailure(LOG, e, "Could not delete the oldest idempotency keys; a later call does");
            }
        }
        return Optional.of(claim);
    }

    /** Empty if there is none, or if it is a day old: then it is gone. */
    Optional<Row> find(IdempotentCall call) {
        Optional<Row> row = jdbc.sql("select claim, body_sha256, request_id, created_at, lease_until, status, answer"
                        + " from idempotency_keys where id = ?")
                .param(call.id())
                .query(IdempotencyStore::row)
                .optional();
        if (row.isPresent() && row.get().createdAt() <= clock.getAsLong() - KEPT.toMillis()) {
            jdbc.sql("delete from idempotency_keys where id = ? and claim = ?")
                    .params(call.id(), row.get().claim())
                    .update();
            return Optional.empty();
        }
        return row;
    }

    boolean isUnderWay(Row row) {
        return row.leaseUntil() > clock.getAsLong();
    }

    /** Claims the row of a call whose node died, for the same call; empty if another node was faster. */
    Optional<String> takeOver(IdempotentCall call, Row abandoned) {
        long now = clock.getAsLong();
        String claim = UlidCreator.getMonotonicUlid().toString();
        int taken = jdbc.sql("update idempotency_keys set claim = ?, request_id = ?, created_at = ?, lease_until = ?"
                        + " where id = ? and claim = ? and status is null")
                .params(claim, call.requestId(), now, now + LEASE, call.id(), abandoned.claim())
                .update();
        if (taken == 0) {
            return Optional.empty();
        }
        underWay.put(claim, call.id());
        return Optional.of(claim);
    }

    /**
     * Keeps an answer, in the caller's transaction if there is one.
     *
     * @param answer null: it is too long
     * @return false if another call has taken the claim over
     */
    boolean keep(IdempotentCall call, String claim, int status, String answer) {
        return jdbc.sql("update idempotency_keys set status = ?, answer = ? where id = ? and claim = ?")
                        .params(status, answer, call.id(), claim)
                        .update()
                > 0;
    }

    /** The call had no effect: the next one with the key is a first one again. An answer that is kept stays. */
    void release(IdempotentCall call, String claim) {
        jdbc.sql("delete from idempotency_keys where id = ? and claim = ? and status is null")
                .params(call.id(), claim)
                .update();
    }

    /** It is not known whether the call had an effect. */
    void abandon(IdempotentCall call, String claim) {
        jdbc.sql("update idempotency_keys set lease_until = 0 where id = ? and claim = ? and status is null")
                .params(call.id(), claim)
                .update();
    }

    /** This node does not work on it any more. */
    void end(String claim) {
        underWay.remove(claim);
    }

    /** To be called every few seconds: renews the leases of this node's calls, and deletes what is a day old. */
    void tend() {
        long now = clock.getAsLong();
        Map<String, String> renewed = Map.copyOf(underWay);
        if (!renewed.isEmpty()) {
            jdbc.sql("update idempotency_keys set lease_until = :until where id in (:ids) and claim in (:claims)"
                            + " and status is null")
                    .param("until", now + LEASE)
                    .param("ids", renewed.values())
                    .param("claims", renewed.keySet())
                    .update();
        }
        int deleted;
        do {
            deleted = jdbc.sql("delete from idempotency_keys where id in (select id from idempotency_keys"
                            + " where created_at <= ? order by created_at fetch first ? rows only)")
                    .params(now - KEPT.toMillis(), PURGE_BATCH)
                    .update();
        } while (deleted == PURGE_BATCH);
    }

    /** Deletes the oldest answers of the organisation, but for so many. */
    void trim(String organization, int kept) {
        Optional<Long> oldest = jdbc.sql("select created_at from idempotency_keys where organization_id = ?"
                        + " order by organization_id desc, created_at desc offset ? rows fetch first 1 rows only")
                .params(organization, kept)
                .query(Long.class)
                .optional();
        oldest.ifPresent(at -> jdbc.sql("delete from idempotency_keys where organization_id = ? and created_at <= ?"
                        + " and (status is not null or lease_until <= ?)")
                .params(organization, at, clock.getAsLong())
                .update());
    }

    private static Row row(ResultSet row, int number) throws SQLException {
        return new Row(
                row.getString("claim"),
                row.getString("body_sha256"),
                row.getString("request_id"),
                row.getLong("created_at"),
                row.getLong("lease_until"),
                row.getObject("status", Integer.class),
                row.getString("answer"));
    }
}
