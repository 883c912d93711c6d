package io.wagateway.group.stored;

import io.wagateway.database.RetryingTransaction;
import io.wagateway.error.DomainException;
import io.wagateway.error.EngineException;
import io.wagateway.error.ErrorCode;
import io.wagateway.error.ForbiddenException;
import io.wagateway.error.NotConnectedException;
import io.wagateway.error.NotFoundException;
import io.wagateway.error.UnavailableException;
import io.wagateway.pipeline.ActiveCall;
import io.wagateway.pipeline.AsyncStep;
import io.wagateway.pipeline.CallContext;
import io.wagateway.pipeline.DatabaseOutage;
import io.wagateway.session.Session;
import io.wagateway.session.SessionSync;
import io.wagateway.session.SyncStore;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;

/**
 * One refresh of a session's groups: first the list, then one group after the other at the configured rate. The database
 * holds its progress, so that any node can resume it. It holds no thread while it waits for an engine or for the rate; its
 * steps run one after the other.
 */
final class RefreshRun {
    private static final Logger LOG = LoggerFactory.getLogger(RefreshRun.class);
    private static final Duration RETRY_DELAY = Duration.ofSeconds(60);

    /** A refresh that failed is tried again after this time at the latest. */
    private static final Duration FAILURE_DELAY = Duration.ofMinutes(10);

    private static final Duration PAUSE_AFTER_LOST_RACES = Duration.ofSeconds(1);
    private static final int FETCH_SIZE = 100;

    /** If so many groups in a row cannot be read, the engine is at fault and not the groups. */
    private static final int MAX_FAILURES = 5;

    /** A refresh of fewer groups logs no progress. */
    private static final int MIN_FOR_PROGRESS = 20;

    private final GroupRefresh shared;
    private final SyncStore.Lease lease;
    private final Session session;
    private final String owner;
    private final String requestId;
    private final BooleanSupplier turnOver;
    private final Runnable ended;
    private final Queue<GroupQueries.Next> fetched = new ArrayDeque<>();

    private boolean canList;
    private int total;
    private int done;
    private long after;
    private int failures;
    private int logged;

    RefreshRun(
            GroupRefresh shared,
            SyncStore.Lease lease,
            String owner,
            String requestId,
            BooleanSupplier turnOver,
            Runnable ended) {
        this.shared = shared;
        this.lease = lease;
        this.session = lease.session();
        this.owner = owner;
        this.requestId = requestId;
        this.turnOver = turnOver;
        this.ended = ended;
        this.done = lease.done();
        this.after = lease.after();
    }

    void start() {
        guarded(() -> {
            canList = shared.live.canList(session);
            if (!canList) {
                shared.cannotList(session.engine());
            }
            if (lease.isCounted()) {
                total = lease.total();
                LOG.info("session={} Resuming the refresh of groups: {} of {} refreshed", session.id(), done, total);
                next();
                return;
            }
            if (lease.isOfAnother()) {
                shared.store.forgetMembers(session.id());
            }
            if (canList) {
                shared.live
                        .list(new ActiveCall(requestId, session.organizationId()), session)
                        .whenCompleteAsync(this::onList, shared.executor);
            } else {
                count();
            }
        });
    }

    private void onList(ListedGroups list, Throwable failure) {
        long endedAt = shared.clock.getAsLong();
        guarded(() -> {
            if (failure != null) {
                stop(AsyncStep.cause(failure), true);
                return;
            }
            List<ObservedGroup> groups = list.groups();
            int missing = groups.isEmpty() && lease.isListedBefore() ? shared.queries.count(session.id()) : 0;
            if (missing > 0) {
                // The list of an engine that has just started, or is under load, is empty, too.
                stop(EngineException.error("the engine lists no group, and " + missing + " are stored"), true);
                return;
            }
            shared.store.storeList(session.id(), groups, lease.startedAt(), endedAt);
            if (list.isIncomplete()) {
                shared.store.markAllListed(session.id(), lease.startedAt());
            } else {
                shared.syncs.listedCompletely(session.id(), owner);
            }
            count();
        });
    }

    private void count() {
        total = shared.queries.count(session.id());
        LOG.info("session={} Refreshing {} groups", session.id(), total);
        if (saveProgress()) {
            next();
        }
    }

    /** Reads the next group that no call has read lately, or that has no name yet; ends the refresh if there is none. */
    private void next() {
        long fresh = lease.startedAt() - shared.properties.groupRefresh().toMillis() / 2;
        for (GroupQueries.Next group = fetch(); group != null; group = fetch()) {
            boolean isFresh = group.membersSeenAt() != null && group.membersSeenAt() >= fresh;
            if (!isFresh || !isListed(group) || !group.named()) {
                read(group);
                return;
            }
            advance(group);
        }
        end();
    }

    private GroupQueries.Next fetch() {
        if (fetched.isEmpty()) {
            fetched.addAll(shared.queries.next(session.id(), after, lease.startedAt(), FETCH_SIZE));
        }
        return fetched.poll();
    }

    private boolean isListed(GroupQueries.Next group) {
        return !canList || group.listed();
    }

    private void read(GroupQueries.Next group) {
        long requestedAt = shared.clock.getAsLong();
        shared.live
                .read(new ActiveCall(requestId, session.organizationId()), session, group.jid(), group.named())
                .whenCompleteAsync(
                        (observed, failure) -> guarded(() -> onRead(group, requestedAt, observed, failure)),
                        shared.executor);
    }

    private void onRead(GroupQueries.Next group, long requestedAt, ObservedGroup observed, Throwable failure) {
        Throwable cause = failure == null ? null : AsyncStep.cause(failure);
        if (cause == null && !isListed(group) && observed.isWithout(session.waJid(), session.waLid())) {
            shared.store.remove(session.id(), group.jid(), requestedAt);
        } else if (cause == null) {
            shared.store.storeRead(session.id(), observed, requestedAt, shared.clock.getAsLong());
            failures = 0;
        } else if (cause instanceof NotFoundException) {
            shared.store.remove(session.id(), group.jid(), requestedAt);
        } else if (concernsOneGroup(cause) && ++failures < MAX_FAILURES) {
            LOG.warn("session={} Could not read a group: {}", session.id(), cause.getMessage());
        } else {
            stop(cause, false);
            return;
        }
        advance(group);
        if (saveProgress()) {
            if (turnOver.getAsBoolean()) {
                yieldTurn();
                return;
            }
            long pause = 1_000 / shared.properties.groupRefreshRate() - (shared.clock.getAsLong() - requestedAt);
            CompletableFuture.delayedExecutor(Math.max(0, pause), TimeUnit.MILLISECONDS, shared.executor)
                    .execute(() -> guarded(this::next));
        }
    }

    private static boolean concernsOneGroup(Throwable cause) {
        return cause instanceof EngineException || cause instanceof ForbiddenException;
    }

    private void advance(GroupQueries.Next group) {
        done++;
        after = group.id();
        // Calls may have stored more groups since the count.
        total = Math.max(total, done);
    }

    /** Returns whether this node still holds the lease. */
    private boolean saveProgress() {
        if (!shared.syncs.progress(session.id(), owner, total, done, after)) {
            ended.run();
            return false;
        }
        if (total >= MIN_FOR_PROGRESS && tenths(done) > tenths(logged) && done < total) {
            LOG.info("session={} Refreshed {} of {} groups", session.id(), done, total);
        }
        logged = done;
        return true;
    }

    private int tenths(int groups) {
        return groups * 10 / total;
    }

    private void end() {
        if (saveProgress() && finish(SessionSync.State.DONE, null, shared.properties.groupRefresh())) {
            LOG.info(
                    "session={} Refreshed all {} groups in {} s",
                    session.id(),
                    done,
                    (shared.clock.getAsLong() - lease.startedAt()) / 1_000);
        }
    }

    private boolean finish(SessionSync.State state, String error, Duration pause) {
        long now = shared.clock.getAsLong();
        ended.run();
        return shared.syncs.end(session.id(), owner, state, error, now, now + pause.toMillis());
    }

    /** Pauses the refresh if it may succeed later; else it has failed. */
    private void stop(Throwable cause, boolean atTheList) {
        if (cause instanceof UnavailableException notNow && notNow.code() == ErrorCode.RATE_LIMITED) {
            pause(Duration.ofSeconds(notNow.retryAfter()), cause.getMessage());
        } else if (cause instanceof UnavailableException || cause instanceof NotConnectedException) {
            pause(RETRY_DELAY, cause.getMessage());
        } else if (cause instanceof DomainException) {
            if (atTheList) {
                LOG.warn("session={} Could not list the groups to refresh: {}", session.id(), cause.getMessage());
            } else {
                LOG.warn(
                        "session={} The refresh of groups failed after {} of {}: {}",
                        session.id(),
                        done,
                        total,
                        cause.getMessage());
            }
            Duration refresh = shared.properties.groupRefresh();
            finish(
                    SessionSync.State.FAILED,
                    cause.getMessage(),
                    refresh.compareTo(FAILURE_DELAY) < 0 ? refresh : FAILURE_DELAY);
        } else {
            onDefect(cause);
        }
    }

    private void pause(Duration pause, String reason) {
        LOG.info(
                "session={} Refreshed {} of {} groups; the refresh resumes in {} s: {}",
                session.id(),
                done,
                total,
                pause.toSeconds(),
                reason);
        ended.run();
        shared.syncs.pause(session.id(), owner, shared.clock.getAsLong() + pause.toMillis(), reason);
    }

    /** It is due at once, behind those of other organisations that wait. */
    private void yieldTurn() {
        LOG.debug("session={} Refreshed {} of {} groups; others have their turn", session.id(), done, total);
        shared.syncs.pause(session.id(), owner, shared.clock.getAsLong(), null);
        ended.run();
    }

    private void guarded(Runnable step) {
        CallContext.logged(requestId, () -> {
            try {
                run(step);
            } catch (RuntimeException e) {
                onDefect(e);
            }
        });
    }

    private void run(Runnable step) {
        try {
            step.run();
        } catch (DataAccessException failure) {
            if (!RetryingTransaction.isLostRace(failure)) {
                throw failure;
            }
            // Each attempt met another transaction that stored the same groups: no defect.
            pause(PAUSE_AFTER_LOST_RACES, "other calls stored the same groups at the same time");
        }
    }

    /** After a defect or a database outage the lease expires, and a node resumes the refresh where it was. */
    private void onDefect(Throwable cause) {
        DatabaseOutage.logFailure(LOG, cause, "session={} The refresh of groups was interrupted", session.id());
        ended.run();
    }
}
