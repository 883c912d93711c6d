package io.wagateway.group;

import io.wagateway.engine.ChangeOutcome;
import io.wagateway.engine.EngineOperation;
import io.wagateway.engine.Jids;
import io.wagateway.error.EngineException;
import io.wagateway.error.NotFoundException;
import io.wagateway.event.log.EventName;
import io.wagateway.event.log.Origin;
import io.wagateway.group.stored.Change;
import io.wagateway.group.stored.ObservedGroup;
import io.wagateway.pipeline.AsyncStep;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;

/** Lets the session's account join and leave groups. */
final class AccountMembership {
    private static final long READ_AGAIN_MILLIS = 1_000;

    /** @param isPending whether the admins of the group must still let the account in */
    record Joined(String gid, boolean isPending) {}

    private final GroupEngine engine;
    private final GroupReader reader;
    private final CallRenewal renewal;
    private final ChangeRecorder recorder;

    AccountMembership(GroupEngine engine, GroupReader reader, CallRenewal renewal, ChangeRecorder recorder) {
        this.engine = engine;
        this.reader = reader;
        this.renewal = renewal;
        this.recorder = recorder;
    }

    CompletableFuture<Void> leave(GroupCall call) {
        engine.require(call.session(), EngineOperation.LEAVE, "leaveGroup");
        return recorder.record(call, IntendedChange.only(IntendedChange.Kind.LEAVE), () -> askToLeave(call)
                .thenApply(nothing -> left(call.origin(), call.gid())));
    }

    /** What the gateway records of a group that the account has left. */
    static ChangeResult<Void> left(Origin origin, String gid) {
        return ChangeResult.of(
                gid, List.of(new Change.Left(gid)), List.of(GroupEvents.of(EventName.LEFT, origin, gid)), null);
    }

    private CompletableFuture<Void> askToLeave(GroupCall call) {
        return engine.ask(call, EngineOperation.LEAVE, call.engineRequest())
                .whenComplete((response, failure) -> reader.forget(call))
                .thenCompose(response -> GroupEngine.outcome(response) == ChangeOutcome.DONE
                        ? CompletableFuture.<Void>completedFuture(null)
                        : requireOut(call));
    }

    private CompletableFuture<Void> requireOut(GroupCall call) {
        return renewal.readBack(call).handle((now, failure) -> {
            if (failure == null && now.accountRole() != AccountRole.OUT) {
                String message = "WhatsApp did not apply the change";
                throw now.accountRole() == AccountRole.UNKNOWN
                        ? EngineException.outcomeUnknown(message)
                        : EngineException.error(message);
            }
            if (failure != null && !(AsyncStep.cause(failure) instanceof NotFoundException)) {
                throw UnverifiedChangeException.of(failure);
            }
            return null;
        });
    }

    /**
     * Joins a group; the account may be in it already. An engine's success may also mean that the account has asked to be
     * let in, so the gateway reads the group.
     *
     * @param invite a code, or the full link
     */
    CompletableFuture<Joined> join(GroupCall call, String invite) {
        engine.require(call.session(), EngineOperation.JOIN, "joinGroup");
        Map<String, Object> request = InviteLinks.request(call.session(), invite);
        return recorder.record(call, IntendedChange.only(IntendedChange.Kind.JOIN), () -> engine.ask(
                        call, EngineOperation.JOIN, request)
                .thenCompose(response -> verifyJoined(call, gid(response))));
    }

    private static String gid(Map<String, Object> response) {
        if (response.get("group") instanceof String gid && Jids.isGroup(gid)) {
            return gid;
        }
        throw EngineException.invalidResponse();
    }

    private CompletableFuture<ChangeResult<Joined>> verifyJoined(GroupCall before, String gid) {
        GroupCall call = before.about(gid);
        return UnverifiedChangeException.ifFails(() -> isIn(call)
                        // An engine may take a moment to know the group.
                        .thenCompose(isIn -> isIn ? CompletableFuture.completedFuture(true) : later(() -> isIn(call))))
                .thenApply(isIn ->
                        isIn ? joined(call) : ChangeResult.of(null, List.of(), List.of(), new Joined(gid, true)));
    }

    private CompletableFuture<Boolean> isIn(GroupCall call) {
        return renewal.readBack(call)
                .thenApply(now -> now.accountRole() != AccountRole.OUT)
                .exceptionallyCompose(failure -> AsyncStep.cause(failure) instanceof NotFoundException
                        ? CompletableFuture.completedFuture(false)
                        : CompletableFuture.failedFuture(failure));
    }

    private static <T> CompletableFuture<T> later(Supplier<CompletableFuture<T>> step) {
        return CompletableFuture.supplyAsync(
                        step, CompletableFuture.delayedExecutor(READ_AGAIN_MILLIS, TimeUnit.MILLISECONDS))
                .thenCompose(Function.identity());
    }

    private static ChangeResult<Joined> joined(GroupCall call) {
        String gid = call.gid();
        List<Change> changes = ObservedGroup.described(Map.of("jid", gid)).stream()
                .<Change>map(Change.Described::new)
                .toList();
        // If the group was stored before, the account was in it already, and did not join it now.
        return ChangeResult.of(
                        gid,
                        changes,
                        List.of(GroupEvents.of(EventName.JOINED, call.origin(), gid)),
                        new Joined(gid, false))
                .onlyIfNewGroup();
    }
}
