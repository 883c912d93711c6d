package io.wagateway.group;

import io.wagateway.error.DomainException;
import io.wagateway.error.ErrorCode;
import io.wagateway.error.ErrorInfo;
import io.wagateway.error.NotConnectedException;
import io.wagateway.error.NotFoundException;
import io.wagateway.event.log.Event;
import io.wagateway.event.log.EventLog;
import io.wagateway.event.log.Origin;
import io.wagateway.event.recovery.Intent;
import io.wagateway.pipeline.AsyncStep;
import io.wagateway.session.Session;
import io.wagateway.session.SessionStatus;
import io.wagateway.session.SessionStatusService;
import io.wagateway.session.Sessions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.transaction.TransactionException;

/** Finds out what became of a change whose end nobody has written down: what the group shows has happened. */
final class IntentResolver {
    private static final ErrorInfo NOT_SHOWN = new ErrorInfo(
            ErrorCode.ENGINE_ERROR,
            "the gateway stopped before WhatsApp had answered, and the group does not show the change");
    private static final ErrorInfo NOT_KNOWN = new ErrorInfo(
            ErrorCode.ENGINE_ERROR,
            "the gateway stopped before WhatsApp had answered, and it is not known whether WhatsApp made the change");

    /** After this long nobody would believe an answer. */
    private static final long LONGEST = Duration.ofHours(24).toMillis();

    private final Sessions sessions;
    private final SessionStatusService statusService;
    private final Groups groups;
    private final GroupAdministration administration;
    private final EventLog log;

    IntentResolver(
            Sessions sessions,
            SessionStatusService statusService,
            Groups groups,
            GroupAdministration administration,
            EventLog log) {
        this.sessions = sessions;
        this.statusService = statusService;
        this.groups = groups;
        this.administration = administration;
        this.log = log;
    }

    /** What is to be written down of it; a failure where that cannot be told now. */
    CompletableFuture<ChangeResult<Void>> of(Intent intent, long now) {
        IntendedChange wanted;
        try {
            wanted = IntendedChange.of(intent.intendedChange());
        } catch (IllegalArgumentException e) {
            return CompletableFuture.completedFuture(notKnown(intent, IntendedChange.only(null)));
        }
        Optional<Session> session =
                sessions.find(intent.origin().session(), intent.origin().organization());
        if (session.isEmpty() || now - intent.createdAt() > LONGEST || !canBeRead(wanted.kind(), session.get())) {
            return CompletableFuture.completedFuture(notKnown(intent, wanted));
        }
        return statusService.confirm(intent.origin().requestId(), session.get()).thenCompose(confirmed -> {
            if (confirmed.status() != SessionStatus.WORKING) {
                throw new NotConnectedException();
            }
            GroupCall call = new GroupCall(
                    intent.origin(), confirmed, intent.groupJid(), null, AccountRole.UNKNOWN, new AtomicBoolean(true));
            return wanted.kind() == IntendedChange.Kind.UPDATE ? described(call, wanted) : read(call, wanted);
        });
    }

    private boolean canBeRead(IntendedChange.Kind kind, Session session) {
        return switch (kind) {
            case CREATE, JOIN, REVOKE_INVITE -> false;
            case UPDATE -> administration.canDescribe(session);
            case PROMOTE, DEMOTE, ADD, REMOVE, LEAVE -> true;
        };
    }

    private static ChangeResult<Void> notKnown(Intent intent, IntendedChange wanted) {
        return ChangeResult.of(
                intent.groupJid(),
                List.of(),
                wanted.told() ? List.of() : failures(intent.origin(), intent.groupJid(), wanted.members(), NOT_KNOWN),
                null);
    }

    /** One for each member, or one where it is about none. */
    private static List<Event> failures(Origin origin, String gid, List<IntendedChange.Member> members, ErrorInfo why) {
        return members.isEmpty()
                ? List.of(GroupEvents.notDone(origin, gid, null, why, Map.of()))
                : members.stream()
                        .map(member -> GroupEvents.notDone(origin, gid, member.named(), why, Map.of()))
                        .toList();
    }

    private CompletableFuture<ChangeResult<Void>> described(GroupCall call, IntendedChange wanted) {
        return administration
                .asWanted(call, wanted.fields())
                .exceptionallyCompose(IntentResolver::orNothing)
                .thenApply(same -> GroupAdministration.describedAs(
                        call.origin(),
                        call.gid(),
                        same,
                        same.size() == wanted.fields().size()
                                ? List.of()
                                : failures(call.origin(), call.gid(), List.of(), NOT_SHOWN)));
    }

    /** Of a group that there is not nothing is as it was wanted. */
    private static CompletableFuture<Map<String, Object>> orNothing(Throwable failure) {
        return AsyncStep.cause(failure) instanceof NotFoundException
                ? CompletableFuture.completedFuture(Map.of())
                : CompletableFuture.failedFuture(failure);
    }

    private CompletableFuture<ChangeResult<Void>> read(GroupCall call, IntendedChange wanted) {
        return groups.readAgain(call)
                .thenCompose(group -> groups.accountRole(call.requestId(), call.session(), group)
                        .thenApply(accountRole ->
                                accountRole == AccountRole.OUT ? Optional.<GroupSnapshot>empty() : Optional.of(group)))
                .exceptionallyCompose(failure -> AsyncStep.cause(failure) instanceof NotFoundException
                        ? CompletableFuture.completedFuture(Optional.empty())
                        : CompletableFuture.failedFuture(failure))
                .thenApply(group -> wanted.kind() == IntendedChange.Kind.LEAVE
                        ? left(call, group.isEmpty())
                        : members(call, wanted, group));
    }

    private static ChangeResult<Void> left(GroupCall call, boolean done) {
        return done
                ? GroupAdministration.leftBehind(call.origin(), call.gid())
                : ChangeResult.of(
                        call.gid(), List.of(), failures(call.origin(), call.gid(), List.of(), NOT_SHOWN), null);
    }

    /** @param group empty where the account is not in it, or there is none */
    private ChangeResult<Void> members(GroupCall call, IntendedChange wanted, Optional<GroupSnapshot> group) {
        MembershipChange change = MembershipChange.valueOf(wanted.kind().name());
        List<IntendedChange.Member> done = new ArrayList<>();
        List<IntendedChange.Member> not = new ArrayList<>();
        Set<GroupSnapshot.Member> found = new HashSet<>();
        List<String> newcomers = new ArrayList<>();
        for (IntendedChange.Member member : wanted.members()) {
            GroupSnapshot.Member now = group.map(member::in).orElse(null);
            if (group.isEmpty() || !change.isNoneFor(now)) {
                not.add(member);
                continue;
            }
            if (wanted.told() && isLogged(call, change, member)) {
                continue;
            }
            done.add(member);
            if (change == MembershipChange.ADD) {
                newcomers.add(member.named());
            } else {
                found.add(now != null ? now : new GroupSnapshot.Member(member.jid(), member.lid(), "member", null));
            }
        }
        List<Event> events = new ArrayList<>(change.events(call.origin(), call.gid(), done));
        if (!not.isEmpty() && !wanted.told()) {
            events.addAll(failures(call.origin(), call.gid(), not, NOT_SHOWN));
        }
        return ChangeResult.of(
                call.gid(),
                done.isEmpty() ? List.of() : List.of(change.confirmed(call.gid(), found, newcomers)),
                events,
                null);
    }

    /** Whether the log's last word on the member is this change: by a call that came after the one that failed. */
    private boolean isLogged(GroupCall call, MembershipChange change, IntendedChange.Member member) {
        return log.last(
                        call.origin().organization(),
                        call.gid(),
                        List.of(change.event(), change.opposite().event()),
                        member.named())
                .filter(change.event()::equals)
                .isPresent();
    }

    /** Whether a failure is one that may be none the next time: all that engines answer, and the database's. */
    static boolean mayPass(Throwable failure) {
        Throwable cause = AsyncStep.cause(failure);
        return cause instanceof DomainException
                || cause instanceof DataAccessResourceFailureException
                || cause instanceof TransactionException;
    }
}
