package io.wagateway.group;

import io.wagateway.error.DomainException;
import io.wagateway.error.ErrorCode;
import io.wagateway.error.ErrorInfo;
import io.wagateway.error.NotConnectedException;
import io.wagateway.error.NotFoundException;
import io.wagateway.event.log.Event;
import io.wagateway.event.log.Origin;
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
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.transaction.TransactionException;

/** Finds out what became of an interrupted change: WhatsApp has made what the group shows. */
final class IntentResolver {
    static final ErrorInfo NOT_SHOWN = new ErrorInfo(
            ErrorCode.ENGINE_ERROR,
            "the gateway stopped before WhatsApp had answered, and the group does not show the change");
    private static final ErrorInfo NOT_KNOWN = new ErrorInfo(
            ErrorCode.ENGINE_ERROR,
            "the gateway stopped before WhatsApp had answered, and it is not known whether WhatsApp made the change");

    /** After this time what the group shows says nothing about the change. */
    private static final long MAX_AGE = Duration.ofHours(24).toMillis();

    private final Sessions sessions;
    private final SessionStatusService statusService;
    private final CallRenewal renewal;
    private final GroupFields fields;
    private final InterruptedMemberChange memberChange;

    IntentResolver(
            Sessions sessions,
            SessionStatusService statusService,
            CallRenewal renewal,
            GroupFields fields,
            InterruptedMemberChange memberChange) {
        this.sessions = sessions;
        this.statusService = statusService;
        this.renewal = renewal;
        this.fields = fields;
        this.memberChange = memberChange;
    }

    /** What is to be recorded; fails if that cannot be found out now. */
    CompletableFuture<ChangeResult<Void>> resolve(Intent intent, long now) {
        IntendedChange intended;
        try {
            intended = IntendedChange.of(intent.intendedChange());
        } catch (IllegalArgumentException e) {
            return CompletableFuture.completedFuture(notKnown(intent, IntendedChange.only(null)));
        }
        Optional<Session> session =
                sessions.find(intent.origin().session(), intent.origin().organization());
        if (session.isEmpty()
                || now - intent.createdAt() > MAX_AGE
                || !isShownByGroup(intended.kind(), session.get())) {
            return CompletableFuture.completedFuture(notKnown(intent, intended));
        }
        return statusService.confirm(intent.origin().requestId(), session.get()).thenCompose(confirmed -> {
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
            return intended.kind() == IntendedChange.Kind.UPDATE ? described(call, intended) : read(call, intended);
        });
    }

    private boolean isShownByGroup(IntendedChange.Kind kind, Session session) {
        return switch (kind) {
            case CREATE, JOIN, REVOKE_INVITE -> false;
            case UPDATE -> fields.canDescribe(session);
            case PROMOTE, DEMOTE, ADD, REMOVE, LEAVE -> true;
        };
    }

    private static ChangeResult<Void> notKnown(Intent intent, IntendedChange intended) {
        return ChangeResult.of(
                intent.groupJid(),
                List.of(),
                intended.reportedAsFailed()
                        ? List.of()
                        : failures(intent.origin(), intent.groupJid(), intended.members(), NOT_KNOWN),
                null);
    }

    /** One event for each member, or one if the change is about none. */
    static List<Event> failures(Origin origin, String gid, List<IntendedChange.Member> members, ErrorInfo error) {
        return members.isEmpty()
                ? List.of(GroupEvents.notDone(origin, gid, null, error, Map.of()))
                : members.stream()
                        .map(member -> GroupEvents.notDone(origin, gid, member.named(), error, Map.of()))
                        .toList();
    }

    private CompletableFuture<ChangeResult<Void>> described(GroupCall call, IntendedChange intended) {
        return fields.applied(call, intended.fields())
                .exceptionallyCompose(failure -> ifNotFound(failure, Map.of()))
                .thenApply(applied -> GroupFields.result(
                        call.origin(),
                        call.gid(),
                        applied,
                        applied.size() == intended.fields().size()
                                ? List.of()
                                : failures(call.origin(), call.gid(), List.of(), NOT_SHOWN)));
    }

    private CompletableFuture<ChangeResult<Void>> read(GroupCall call, IntendedChange intended) {
        return renewal.readBack(call)
                .thenApply(now -> now.accountRole() == AccountRole.OUT
                        ? Optional.<GroupSnapshot>empty()
                        : Optional.of(now.group()))
                .exceptionallyCompose(failure -> ifNotFound(failure, Optional.empty()))
                .thenApply(group -> intended.kind() == IntendedChange.Kind.LEAVE
                        ? left(call, group.isEmpty())
                        : memberChange.result(call, intended, group));
    }

    private static <T> CompletableFuture<T> ifNotFound(Throwable failure, T value) {
        return AsyncStep.cause(failure) instanceof NotFoundException
                ? CompletableFuture.completedFuture(value)
                : CompletableFuture.failedFuture(failure);
    }

    private static ChangeResult<Void> left(GroupCall call, boolean done) {
        return done
                ? AccountMembership.left(call.origin(), call.gid())
                : ChangeResult.of(
                        call.gid(), List.of(), failures(call.origin(), call.gid(), List.of(), NOT_SHOWN), null);
    }

    /** Whether a later attempt may succeed: engines and the database may be available again. */
    static boolean isTransient(Throwable failure) {
        Throwable cause = AsyncStep.cause(failure);
        return cause instanceof DomainException
                || cause instanceof DataAccessResourceFailureException
                || cause instanceof TransactionException;
    }
}
