package io.wagateway.group.grant;

import com.github.f4b6a3.ulid.UlidCreator;
import io.wagateway.database.DatabaseGuard;
import io.wagateway.error.ErrorInfo;
import io.wagateway.error.NotFoundException;
import io.wagateway.event.log.Event;
import io.wagateway.event.log.EventName;
import io.wagateway.pipeline.AsyncStep;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Demotes the members whose time is over, a few at a time, the organisations in turn. It asks the database when the next
 * grant is due, and again then; every few seconds at least, as other nodes make grants, and leave theirs if they die.
 */
final class GrantExpiry {
    private static final Logger LOG = LoggerFactory.getLogger(GrantExpiry.class);

    private static final int MOST_IN_FLIGHT = 32;
    private static final int MOST_PER_ORGANIZATION = 16;

    /** No grant is for less than a minute, so that one of another node is never found late. */
    private static final long LOOK_INTERVAL = Duration.ofSeconds(5).toMillis();

    /** What is due may wait for room, or for the recovery of an intent. */
    private static final long MIN_LOOK_INTERVAL = Duration.ofSeconds(1).toMillis();

    /** Longer than the checks before the demotion take, if the engine is well. */
    private static final long CLAIM_DURATION = Duration.ofMinutes(1).toMillis();

    /** The last resort after the engines' own time-outs. */
    private static final long ATTEMPT_MINUTES = 5;

    private static final long MIN_PAUSE = Duration.ofSeconds(5).toMillis();
    private static final long MAX_PAUSE = Duration.ofMinutes(2).toMillis();
    private static final long GIVE_UP_AFTER = Duration.ofDays(1).toMillis();

    private final GrantQueue queue;
    private final Function<GrantClaim, CompletableFuture<Exception>> demotion;
    private final Executor executor;
    private final LongSupplier clock;
    private final DatabaseGuard guard = new DatabaseGuard(LOG, "Grants do not end", () -> true);
    private final Places places = new Places();
    private final AtomicBoolean looking = new AtomicBoolean();
    private volatile boolean hasRoom;
    private volatile long nextLook;

    /** Attempts in flight, by organisation. */
    private static final class Places {
        private final Map<String, Integer> taken = new HashMap<>();
        private int inAll;

        synchronized int free() {
            return MOST_IN_FLIGHT - inAll;
        }

        synchronized boolean take(String organization) {
            if (inAll >= MOST_IN_FLIGHT || taken.getOrDefault(organization, 0) >= MOST_PER_ORGANIZATION) {
                return false;
            }
            taken.merge(organization, 1, Integer::sum);
            inAll++;
            return true;
        }

        synchronized void release(String organization) {
            taken.computeIfPresent(organization, (key, own) -> own == 1 ? null : own - 1);
            inAll--;
        }
    }

    /**
     * For this node.
     *
     * @param demotion walks the route of a demotion; its result is why that ended early, or null
     * @param clock the database's time
     */
    GrantExpiry(
            GrantQueue queue,
            Function<GrantClaim, CompletableFuture<Exception>> demotion,
            Executor executor,
            LongSupplier clock) {
        this.queue = queue;
        this.demotion = demotion;
        this.executor = executor;
        this.clock = clock;
    }

    /** Call it every second: it does nothing before a grant may be due. */
    void tick() {
        if ((hasRoom || clock.getAsLong() >= nextLook) && looking.compareAndSet(false, true)) {
            try {
                guard.run(this::look);
            } finally {
                looking.set(false);
            }
        }
    }

    private void look() {
        long now = clock.getAsLong();
        hasRoom = false;
        long next = queue.nextDue().orElse(Long.MAX_VALUE);
        nextLook = Math.min(now + LOOK_INTERVAL, Math.max(next, now + MIN_LOOK_INTERVAL));
        if (next > now || places.free() <= 0) {
            return;
        }
        // More than there is room for, as there may be no room for some organisations.
        List<DueGrant> due = queue.due(now, MOST_PER_ORGANIZATION, 2 * MOST_IN_FLIGHT).stream()
                .filter(grant -> places.take(grant.organization()))
                .toList();
        claim(due, now).forEach(this::attempt);
    }

    private List<GrantClaim> claim(List<DueGrant> due, long now) {
        Set<DueGrant> lost = new HashSet<>(due);
        try {
            List<GrantClaim> claims = due.isEmpty() ? List.of() : queue.claim(due, now + CLAIM_DURATION);
            claims.forEach(claim -> lost.remove(claim.grant()));
            return claims;
        } finally {
            lost.forEach(grant -> places.release(grant.organization()));
        }
    }

    private void attempt(GrantClaim claim) {
        CompletableFuture.completedFuture(claim)
                .thenCompose(demotion)
                .orTimeout(ATTEMPT_MINUTES, TimeUnit.MINUTES)
                .handle((failure, defect) -> defect == null ? failure : AsyncStep.cause(defect))
                .thenAccept(failure -> guard.run(() -> settle(claim, failure)))
                .whenComplete((nothing, failure) -> {
                    places.release(claim.grant().organization());
                    lookAgain();
                });
    }

    private void lookAgain() {
        hasRoom = true;
        try {
            executor.execute(this::tick);
        } catch (RejectedExecutionException e) {
            // The next tick of the timer looks.
            LOG.debug("No thread is free to look for grants that are due", e);
        }
    }

    /** If it cannot be stored, the claim expires, and a node looks at the grant again. */
    private void settle(GrantClaim claim, Throwable failure) {
        long now = clock.getAsLong();
        DueGrant grant = claim.grant();
        if (failure == null || isGone(failure)) {
            queue.end(claim, now);
        } else if (now - grant.endsAt() < GIVE_UP_AFTER) {
            // The longer it takes, the longer the pause.
            long pause = Math.min(Math.max(MIN_PAUSE, (now - grant.endsAt()) / 2), MAX_PAUSE);
            queue.retry(claim, now + pause);
            LOG.info(
                    "session={} grant={} Could not demote the member yet, whose time is over: {}",
                    grant.session(),
                    grant.id(),
                    ErrorInfo.of(failure).message());
        } else {
            queue.fail(claim, failed(grant, ErrorInfo.of(failure)), now);
            LOG.warn(
                    "session={} grant={} Could not demote the member for a day, and gives up: {}",
                    grant.session(),
                    grant.id(),
                    ErrorInfo.of(failure).message());
        }
    }

    /** Whether the session, the group or the member is gone, or the account from the group. */
    private static boolean isGone(Throwable failure) {
        return failure instanceof NotFoundException gone && !gone.isOutcomeUnknown();
    }

    private static Event failed(DueGrant grant, ErrorInfo why) {
        return Event.of(
                EventName.FAILED,
                grant.origin(UlidCreator.getUlid().toString(), GrantDemotion.OPERATION),
                grant.group(),
                Map.of(
                        "memberJid", grant.member(),
                        "code", why.code().code(),
                        "message",
                                "the time of the member's rights is over, and they could not be demoted for a day: "
                                        + why.message()));
    }
}
