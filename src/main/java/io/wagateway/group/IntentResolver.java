package io.wagateway.group;

import io.wagateway.error.DomainException;
import io.wagateway.error.NotConnectedException;
import io.wagateway.error.NotFoundException;
import io.wagateway.event.log.Event;
import io.wagateway.event.recovery.Intent;
import io.wagateway.pipeline.AsyncStep;
import io.wagateway.session.Session;
import io.wagateway.session.SessionStatus;
import io.wagateway.session.SessionStatusService;
import io.wagateway.session.Sessions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.transaction.TransactionException;

/** Finds out what became of an interrupted change, from a read of the group that begins after the intent. */
final class IntentResolver {
    /** After this time what the group shows says nothing about the change. */
    private static final long MAX_AGE = Duration.ofHours(24).toMillis();

    private final Sessions sessions;
    private final SessionStatusService statusService;
    private final CallRenewal renewal;
    private final GroupFields fields;
    private final JoinRequests requests;
    private final LaterChanges later;
    private final InterruptedMemberChange memberChange;
    private final InterruptedGroupChange groupChange;

    IntentResolver(
            Sessions sessions,
            SessionStatusService statusService,
            CallRenewal renewal,
            GroupFields fields,
            JoinRequests requests,
            LaterChanges later) {
        this.sessions = sessions;
        this.statusService = statusService;
        this.renewal = renewal;
        this.fields = fields;
        this.requests = requests;
        this.later = later;
        this.memberChange = new InterruptedMemberChange(later);
        this.groupChange = new InterruptedGroupChange(later);
    }

    /**
     * Reads the group; fails if that cannot be done now.
     *
     * @return finds what is to be recorded, in the transaction that records it; fails if that cannot be found out now
     */
    CompletableFuture<Supplier<ChangeResult<Void>>> resolve(Intent intent, long now) {
        IntendedChange intended;
        try {
            intended = IntendedChange.of(intent.intendedChange());
        } catch (IllegalArgumentException e) {
            return notKnown(intent, IntendedChange.only(null));
        }
        Optional<Session> session =
                sessions.find(intent.origin().session(), intent.origin().organization());
        if (session.isEmpty()
                || now - intent.createdAt() > MAX_AGE
                || !isShownByGroup(intended.kind(), session.get())) {
            return notKnown(intent, intended);
        }
        return statusService.confirm(intent.origin().call(), session.get()).thenCompose(confirmed -> {
            if (confirmed.status() != SessionStatus.WORKING) {
                throw new NotConnectedException();
            }
            GroupCall call = new GroupCall(
                    intent.origin(),
                    confirmed,
                    intent.groupJid(),
                    null,
                    AccountRole.UNKNOWN,
                    System.nanoTime(),
                    new AtomicBoolean(true));
            return intended.kind() == IntendedChange.Kind.UPDATE
                    ? describe(call, intent, intended)
                    : read(call, intent, intended);
        });
    }

    private boolean isShownByGroup(IntendedChange.Kind kind, Session session) {
        return switch (kind) {
            case CREATE, JOIN, REVOKE_INVITE, PICTURE -> false;
            case REJECT -> requests.canRead(session);
            case UPDATE -> fields.canDescribe(session);
            case PROMOTE, DEMOTE, ADD, REMOVE, LEAVE, APPROVE -> true;
        };
    }

    private static CompletableFuture<Supplier<ChangeResult<Void>>> notKnown(Intent intent, IntendedChange intended) {
        List<Event> events = intended.reportedAsUnknown() ? List.of() : notKnown(intent, intended.members());
        return CompletableFuture.completedFuture(() -> ChangeResult.of(intent.groupJid(), List.of(), events, null));
    }

    /** One event for each member, or one if the change is about none. */
    private static List<Event> notKnown(Intent intent, List<IntendedChange.Member> members) {
        Stream<String> named =
                members.isEmpty() ? Stream.of((String) null) : members.stream().map(IntendedChange.Member::named);
        return named.map(name -> GroupEvents.unknown(intent.origin(), intent.groupJid(), name, Interruption.NOT_KNOWN))
                .toList();
    }

    private CompletableFuture<Supplier<ChangeResult<Void>>> describe(
            GroupCall call, Intent intent, IntendedChange intended) {
        return fields.applied(call, intended.fields())
                .exceptionallyCompose(failure -> ifNotFound(failure, Map.of()))
                .thenApply(applied -> () -> groupChange.updated(call, intent, intended, applied));
    }

    private CompletableFuture<Supplier<ChangeResult<Void>>> read(
            GroupCall call, Intent intent, IntendedChange intended) {
        long readAt = later.now();
        return renewal.readBack(call)
                .thenApply(now -> now.accountRole() == AccountRole.OUT ? Optional.<GroupCall>empty() : Optional.of(now))
                .thenCompose(now -> withWaiting(intended, now))
                .exceptionallyCompose(failure -> ifNotFound(failure, Optional.empty()))
                .thenApply(group -> () -> intended.kind() == IntendedChange.Kind.LEAVE
                        ? groupChange.left(call, intent, group.isEmpty(), readAt)
                        : memberChange.result(call, intent, intended, group, readAt));
    }

    /** Somebody whose request is rejected is neither in the group nor among those who wait. */
    private CompletableFuture<Optional<GroupSnapshot>> withWaiting(IntendedChange intended, Optional<GroupCall> now) {
        return now.isPresent() && intended.kind() == IntendedChange.Kind.REJECT
                ? requests.read(now.get())
                        .thenApply(waiting -> Optional.of(now.get().group().with(waiting.people())))
                : CompletableFuture.completedFuture(now.map(GroupCall::group));
    }

    private static <T> CompletableFuture<T> ifNotFound(Throwable failure, T value) {
        return AsyncStep.cause(failure) instanceof NotFoundException
                ? CompletableFuture.completedFuture(value)
                : CompletableFuture.failedFuture(failure);
    }

    /** Whether a later attempt may succeed: engines and the database may be available again. */
    static boolean isTransient(Throwable failure) {
        Throwable cause = AsyncStep.cause(failure);
        return cause instanceof DomainException
                || cause instanceof DataAccessResourceFailureException
                || cause instanceof TransactionException;
    }
}
