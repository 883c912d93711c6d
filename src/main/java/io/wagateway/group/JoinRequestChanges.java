package io.wagateway.group;

import io.wagateway.engine.Jids;
import io.wagateway.error.DomainException;
import io.wagateway.error.ErrorInfo;
import io.wagateway.error.NotFoundException;
import io.wagateway.pipeline.AsyncStep;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

/** Lets people in who have asked to join a group, or does not let them in, and judges them one by one. */
final class JoinRequestChanges {
    /** People in one request to an engine: WhatsApp takes no more. */
    private static final int AT_A_TIME = 1_024;

    private final JoinRequests requests;
    private final MemberLookup lookup;
    private final MemberRequests changes;
    private final ChangeRecorder recorder;

    JoinRequestChanges(JoinRequests requests, MemberLookup lookup, MemberRequests changes, ChangeRecorder recorder) {
        this.requests = requests;
        this.lookup = lookup;
        this.changes = changes;
        this.recorder = recorder;
    }

    /**
     * Somebody whom a call names.
     *
     * @param known what became of them without a request to WhatsApp; null: they wait
     * @param target null: they do not wait
     */
    private record Named(MemberOutcome known, MemberTarget target) {
        static Named settled(MemberOutcome outcome) {
            return new Named(outcome, null);
        }

        static Named waiting(String jid, GroupSnapshot.Member person) {
            return new Named(null, MemberTarget.of(jid, person));
        }
    }

    /**
     * Answers people and reports on each, in the order of the call; fails if the engine refuses all of them at once.
     *
     * @param jids each once; a malformed one is nobody's name; null: everybody who waits
     * @param dryRun decides, and changes nothing
     */
    CompletableFuture<List<MemberOutcome>> answer(
            GroupCall call, MembershipChange change, List<String> jids, boolean dryRun) {
        changes.requireSome(call, change);
        return requests.read(call)
                .thenCompose(waiting -> jids == null
                        ? CompletableFuture.completedFuture(everybody(waiting))
                        : AsyncBatches.map(jids, MemberLookup.AT_A_TIME, jid -> find(call, waiting, jid)))
                .thenCompose(named -> answerSome(call, change, named, dryRun));
    }

    private static List<Named> everybody(JoinRequests.Waiting waiting) {
        return waiting.requests().stream()
                .map(request -> Named.waiting(request.name(), waiting.people().find(request.jid(), request.lid())))
                .toList();
    }

    /** Only a new read shows that nobody waits under that name: there is nothing to change then. */
    private CompletableFuture<Named> find(GroupCall call, JoinRequests.Waiting waiting, String jid) {
        if (!Jids.isMember(jid)) {
            return CompletableFuture.completedFuture(
                    Named.settled(MemberOutcome.failed(jid, new NotFoundException("member not found"))));
        }
        return lookup.member(call.active(), call.session(), waiting.people(), jid, call.arrivedAt())
                .handle((person, failure) -> {
                    if (failure == null) {
                        return Named.waiting(jid, person);
                    }
                    Throwable cause = AsyncStep.cause(failure);
                    return Named.settled(
                            cause instanceof NotFoundException
                                    ? MemberOutcome.unchanged(jid)
                                    : MemberOutcome.failed(jid, DomainException.of(cause)));
                });
    }

    private CompletableFuture<List<MemberOutcome>> answerSome(
            GroupCall call, MembershipChange change, List<Named> named, boolean dryRun) {
        Map<GroupSnapshot.Member, MemberTarget> targets = new LinkedHashMap<>();
        named.stream()
                .map(Named::target)
                .filter(Objects::nonNull)
                .forEach(target -> targets.putIfAbsent(target.member(), target));
        CompletableFuture<VerifiedChange> changed;
        if (dryRun) {
            // Its rows say what would happen; nothing is refused.
            changed = CompletableFuture.completedFuture(VerifiedChange.NONE);
        } else {
            recordRefusals(call, named);
            changed = ask(call, change, List.copyOf(targets.values()));
        }
        return changed.thenApply(verified -> named.stream()
                .map(one -> one.target() == null
                        ? one.known()
                        : outcome(
                                verified, one.target(), targets.get(one.target().member())))
                .toList());
    }

    /** @param first the same person, as the call names them first */
    private static MemberOutcome outcome(VerifiedChange verified, MemberTarget target, MemberTarget first) {
        MemberOutcome outcome = verified.outcome(first);
        return target.equals(first) ? outcome : outcome.again(target.jid());
    }

    private CompletableFuture<VerifiedChange> ask(GroupCall call, MembershipChange change, List<MemberTarget> targets) {
        List<List<MemberTarget>> parts = IntStream.iterate(0, from -> from < targets.size(), from -> from + AT_A_TIME)
                .mapToObj(from -> targets.subList(from, Math.min(targets.size(), from + AT_A_TIME)))
                .toList();
        return AsyncBatches.map(parts, 1, part -> changes.changeSome(call, change, part))
                .thenApply(VerifiedChange::of);
    }

    private void recordRefusals(GroupCall call, List<Named> named) {
        recorder.recordRefusals(
                call,
                named.stream()
                        .filter(one -> one.known() != null && one.known().hasFailed())
                        .map(one -> GroupEvents.notDone(
                                call.origin(),
                                call.gid(),
                                one.known().jid(),
                                ErrorInfo.of(one.known().failure()),
                                Map.of()))
                        .toList());
    }
}
