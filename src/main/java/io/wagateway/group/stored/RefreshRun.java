package io.wagateway.group.stored;

import io.wagateway.error.DomainException;
import io.wagateway.error.EngineException;
import io.wagateway.error.ErrorCode;
import io.wagateway.error.ForbiddenException;
import io.wagateway.error.NotConnectedException;
import io.wagateway.error.NotFoundException;
import io.wagateway.error.UnavailableException;
import io.wagateway.pipeline.AsyncStep;
import io.wagateway.pipeline.CallContext;
import io.wagateway.session.Session;
import io.wagateway.session.SessionSync;
import io.wagateway.session.SyncStore;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One refresh of a session's groups: the list, then one group after the other at a walking pace. How far it is stands in
 * the database, so that it goes on there, whoever takes it over. Holds no thread while an engine or the pace is waited
 * for; its steps follow each other and are never two at a time.
 */
final class RefreshRun {
    private static final Logger LOG = LoggerFactory.getLogger(RefreshRun.class);
    private static final Duration UNTIL_ANOTHER_TRY = Duration.ofSeconds(60);
    private static final int LOOK_AHEAD = 100;

    /** So many groups in a row that cannot be read are no accident. */
    private static final int MOST_FAILURES = 5;

    /** Of fewer groups each tenth is not worth a line. */
    private static final int WORTH_TENTHS = 20;

    private final GroupRefresh all;
    private final SyncStore.Lease lease;
    private final Session session;
    private final String owner;
    private final String requestId;
    private final Runnable ended;
    private final Queue<GroupStore.Next> ahead = new ArrayDeque<>();

    private boolean canList;
    private int total;
    private int done;
    private long after;
    private int failures;
    private int written;

    RefreshRun(GroupRefresh all, SyncStore.Lease lease, String owner, String requestId, Runnable ended) {
        this.all = all;
        this.lease = lease;
        this.session = lease.session();
        this.owner = owner;
        this.requestId = requestId;
        this.ended = ended;
        this.done = lease.done();
        this.after = lease.after();
    }

    void start() {
        guarded(() -> {
            canList = all.live.canList(session);
            if (!canList) {
                all.cannotList(session.engine());
            }
            if (lease.isCounted()) {
                total = lease.total();
                LOG.info("session={} goes on with its groups: {} of {} are refreshed", session.id(), done, total);
                next();
            } else if (canList) {
                all.live.list(requestId, session).whenCompleteAsync(this::listed, all.executor);
            } else {
                counted();
            }
        });
    }

    private void listed(List<ObservedGroup> groups, Throwable failure) {
        guarded(() -> {
            if (failure != null) {
                stop(AsyncStep.cause(failure), true);
                return;
            }
            all.store.listed(session.id(), groups, lease.startedAt());
            counted();
        });
    }

    private void counted() {
        total = all.store.count(session.id());
        LOG.info("session={} refreshes its groups: {}", session.id(), total);
        if (written()) {
            next();
        }
    }

    /** Goes to the next group that nobody has read lately; to the end where there is none. */
    private void next() {
        long fresh = lease.startedAt() - all.properties.groupRefresh().toMillis() / 2;
        for (GroupStore.Next group = look(); group != null; group = look()) {
            boolean known = group.membersSeenAt() != null && group.membersSeenAt() >= fresh;
            if (!known || !isListed(group)) {
                read(group);
                return;
            }
            passed(group);
        }
        end();
    }

    private GroupStore.Next look() {
        if (ahead.isEmpty()) {
            ahead.addAll(all.store.next(session.id(), after, lease.startedAt(), LOOK_AHEAD));
        }
        return ahead.poll();
    }

    private boolean isListed(GroupStore.Next group) {
        return !canList || group.listed();
    }

    private void read(GroupStore.Next group) {
        long askedAt = all.clock.getAsLong();
        all.live
                .read(requestId, session, group.jid(), group.named())
                .whenCompleteAsync(
                        (seen, failure) -> guarded(() -> answered(group, askedAt, seen, failure)), all.executor);
    }

    private void answered(GroupStore.Next group, long askedAt, ObservedGroup seen, Throwable failure) {
        Throwable cause = failure == null ? null : AsyncStep.cause(failure);
        if (cause == null && !isListed(group) && seen.isWithout(session.waJid(), session.waLid())) {
            all.store.remove(session.id(), group.jid(), askedAt);
        } else if (cause == null) {
            all.store.read(session.id(), seen, askedAt);
            failures = 0;
        } else if (cause instanceof NotFoundException) {
            all.store.remove(session.id(), group.jid(), askedAt);
        } else if (isOfThatGroup(cause) && ++failures < MOST_FAILURES) {
            LOG.warn("session={} a group cannot be read: {}", session.id(), cause.getMessage());
        } else {
            stop(cause, false);
            return;
        }
        passed(group);
        if (written()) {
            long pause = 1_000 / all.properties.groupRefreshRate() - (all.clock.getAsLong() - askedAt);
            CompletableFuture.delayedExecutor(Math.max(0, pause), TimeUnit.MILLISECONDS, all.executor)
                    .execute(() -> guarded(this::next));
        }
    }

    private static boolean isOfThatGroup(Throwable cause) {
        return cause instanceof EngineException || cause instanceof ForbiddenException;
    }

    private void passed(GroupStore.Next group) {
        done++;
        after = group.id();
        // Groups may have come in meanwhile.
        total = Math.max(total, done);
    }

    /** Whether the refresh is still this node's. */
    private boolean written() {
        if (!all.syncs.progress(session.id(), owner, total, done, after)) {
            ended.run();
            return false;
        }
        if (total >= WORTH_TENTHS && tenths(done) > tenths(written) && done < total) {
            LOG.info("session={} groups: {} of {} are refreshed", session.id(), done, total);
        }
        written = done;
        return true;
    }

    private int tenths(int groups) {
        return groups * 10 / total;
    }

    private void end() {
        if (written() && finish(SessionSync.State.DONE)) {
            LOG.info(
                    "session={} groups: all {} are refreshed, after {} s",
                    session.id(),
                    done,
                    (all.clock.getAsLong() - lease.startedAt()) / 1_000);
        }
    }

    private boolean finish(SessionSync.State state) {
        long now = all.clock.getAsLong();
        ended.run();
        return all.syncs.end(
                session.id(),
                owner,
                state,
                now,
                now + all.properties.groupRefresh().toMillis());
    }

    /** Later, where that helps; else this refresh has failed. */
    private void stop(Throwable cause, boolean atTheList) {
        if (cause instanceof UnavailableException notNow && notNow.code() == ErrorCode.RATE_LIMITED) {
            pause(Duration.ofSeconds(notNow.retryAfter()), cause);
        } else if (cause instanceof UnavailableException || cause instanceof NotConnectedException) {
            pause(UNTIL_ANOTHER_TRY, cause);
        } else if (cause instanceof DomainException) {
            LOG.warn(
                    "session={} groups are not refreshed, {} of {}: {}",
                    session.id(),
                    atTheList ? "not even listed" : done,
                    total,
                    cause.getMessage());
            finish(SessionSync.State.FAILED);
        } else {
            broken(cause);
        }
    }

    private void pause(Duration pause, Throwable cause) {
        LOG.info(
                "session={} groups: {} of {} are refreshed, on in {} s: {}",
                session.id(),
                done,
                total,
                pause.toSeconds(),
                cause.getMessage());
        ended.run();
        all.syncs.pause(session.id(), owner, all.clock.getAsLong() + pause.toMillis());
    }

    private void guarded(Runnable step) {
        CallContext.logged(requestId, () -> {
            try {
                step.run();
            } catch (RuntimeException e) {
                broken(e);
            }
        });
    }

    /** A defect, or the database is away: when the lease is over, it is tried again where it was. */
    private void broken(Throwable cause) {
        LOG.error("session={} the refresh of its groups broke off", session.id(), cause);
        ended.run();
    }
}
