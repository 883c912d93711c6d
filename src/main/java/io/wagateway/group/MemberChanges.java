package io.wagateway.group;

import io.wagateway.engine.EngineClient;
import io.wagateway.engine.Jids;
import io.wagateway.engine.MemberResults;
import io.wagateway.error.DomainException;
import io.wagateway.error.EngineException;
import io.wagateway.error.ErrorInfo;
import io.wagateway.error.ForbiddenException;
import io.wagateway.error.NotFoundException;
import io.wagateway.error.PartialFailureException;
import io.wagateway.event.log.Event;
import io.wagateway.event.recovery.Intent;
import io.wagateway.group.stored.Change;
import io.wagateway.pipeline.AsyncStep;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/** Changes of many members of one group, judged one by one, with as few questions as the engine allows. */
final class MemberChanges {
    /** Names that an engine is asked for at once. */
    private static final int LOOK_UPS = 16;

    /**
     * One member that a call names.
     *
     * @param jid as the call has it
     * @param member null where nobody of that name is in the group
     */
    private record Target(String jid, GroupSnapshot.Member member, DomainException refusal) {
        /** What the engine is to hear. */
        String address() {
            return member == null ? jid : member.address();
        }

        IntendedChange.Member wanted(MembershipChange change) {
            return IntendedChange.Member.of(jid, member, change.isNoneFor(member));
        }
    }

    private final EngineClient engines;
    private final Groups groups;
    private final ChangeRecorder recorder;

    MemberChanges(EngineClient engines, Groups groups, ChangeRecorder recorder) {
        this.engines = engines;
        this.groups = groups;
        this.recorder = recorder;
    }

    /**
     * What becomes of each, in the order of the call; or a failure, where nothing can be done at all.
     *
     * @param jids each once; what is malformed is nobody
     * @param dryRun look, and change nothing
     */
    CompletableFuture<List<MemberOutcome>> change(
            GroupCall call, MembershipChange change, List<String> jids, boolean dryRun) {
        return inSlices(jids, LOOK_UPS, jid -> find(call, change, jid)).thenCompose(targets -> {
            Map<String, MemberOutcome> outcomes = new LinkedHashMap<>();
            List<Target> todo = new ArrayList<>();
            for (Target target : targets) {
                DomainException refusal = refusal(change, target);
                if (refusal != null) {
                    outcomes.put(target.jid(), MemberOutcome.failed(target.jid(), refusal));
                } else if (change.isNoneFor(target.member()) && call.accountRole() != AccountRole.UNKNOWN) {
                    outcomes.put(target.jid(), MemberOutcome.unchanged(target.jid()));
                } else {
                    todo.add(target);
                }
            }
            refused(call, outcomes.values(), dryRun);
            CompletableFuture<Map<String, DomainException>> failures =
                    dryRun || todo.isEmpty() ? CompletableFuture.completedFuture(Map.of()) : apply(call, change, todo);
            return failures.thenApply(failed -> {
                todo.forEach(target -> outcomes.put(target.jid(), outcome(target, failed)));
                return jids.stream().map(outcomes::get).toList();
            });
        });
    }

    private void refused(GroupCall call, Collection<MemberOutcome> outcomes, boolean dryRun) {
        Map<String, ?> more = dryRun ? Map.of(GroupContext.DRY_RUN, true) : Map.of();
        recorder.refused(
                call,
                outcomes.stream()
                        .filter(MemberOutcome::hasFailed)
                        .map(row -> GroupEvents.notDone(
                                call.origin(), call.gid(), row.jid(), ErrorInfo.of(row.why()), more))
                        .toList());
    }

    /** The change of all; a failure that says what became of each, where it did not happen to one of them. */
    CompletableFuture<Void> changeAll(GroupCall call, MembershipChange change, List<String> jids) {
        return change(call, change, jids, false).thenAccept(outcomes -> outcomes.stream()
                .filter(MemberOutcome::hasFailed)
                .findFirst()
                .ifPresent(first -> {
                    throw new PartialFailureException(first.why(), Map.of("participants", outcomes));
                }));
    }

    private CompletableFuture<Target> find(GroupCall call, MembershipChange change, String jid) {
        if (!Jids.isMember(jid)) {
            return CompletableFuture.completedFuture(new Target(jid, null, new NotFoundException("member not found")));
        }
        if (change == MembershipChange.ADD) {
            // Nearly nobody of them is in the group; WhatsApp tells of who is under another name.
            return CompletableFuture.completedFuture(
                    new Target(jid, call.group().member(jid), null));
        }
        return groups.member(call.requestId(), call.session(), call.group(), jid)
                .handle((member, failure) -> {
                    if (failure == null) {
                        return new Target(jid, member, null);
                    }
                    boolean nobody = AsyncStep.cause(failure) instanceof NotFoundException;
                    return new Target(
                            jid,
                            null,
                            nobody && change == MembershipChange.REMOVE
                                    ? null
                                    : DomainException.of(AsyncStep.cause(failure)));
                });
    }

    private static DomainException refusal(MembershipChange change, Target target) {
        boolean creator = target.member() != null && target.member().isCreator();
        if (target.refusal() == null && creator && change == MembershipChange.DEMOTE) {
            return new ForbiddenException("the group's creator cannot be demoted");
        }
        if (target.refusal() == null && creator && change == MembershipChange.REMOVE) {
            return new ForbiddenException("the group's creator cannot be removed");
        }
        return target.refusal();
    }

    /** Why the change failed, by address; who is not in it was changed. */
    private CompletableFuture<Map<String, DomainException>> apply(
            GroupCall call, MembershipChange change, List<Target> todo) {
        if (change.isOfRoles() && !engines.offers(call.session().engine(), change.operation())) {
            return oneByOne(call, change, todo);
        }
        return recorder.undertake(call, wanted(change, todo), () -> applied(call, change, todo)
                .thenApply(failed -> ended(call, change, todo, failed)));
    }

    private static IntendedChange wanted(MembershipChange change, List<Target> targets) {
        return IntendedChange.of(
                change, targets.stream().map(target -> target.wanted(change)).toList());
    }

    private CompletableFuture<Map<String, DomainException>> applied(
            GroupCall call, MembershipChange change, List<Target> todo) {
        List<String> addresses = todo.stream().map(Target::address).distinct().toList();
        Map<String, Object> question = call.question();
        question.put("members", addresses);
        List<GroupSnapshot.Member> members = todo.stream()
                .map(Target::member)
                .filter(Objects::nonNull)
                .distinct()
                .toList();
        return groups.whileChanging(call, members, change.role(), () -> groups.ask(
                                call.requestId(), call.session(), change.operation(), question)
                        .thenApply(answer -> MemberResults.of(answer, addresses)))
                .thenCompose(rows -> settle(call, change, todo, rows));
    }

    /** What became of those of whom the engine has told, and of the others as the group shows it. */
    private CompletableFuture<Map<String, DomainException>> settle(
            GroupCall call, MembershipChange change, List<Target> todo, MemberResults rows) {
        List<Target> untold = todo.stream()
                .filter(target -> !rows.done().contains(target.address())
                        && !rows.refused().containsKey(target.address()))
                .toList();
        return untold.isEmpty()
                ? CompletableFuture.completedFuture(rows.refused())
                : readBack(call, change, untold, rows.accepted()).thenApply(failed -> {
                    Map<String, DomainException> all = new HashMap<>(rows.refused());
                    all.putAll(failed);
                    return all;
                });
    }

    /** What is written down of those with whom a group is made, while WhatsApp is being asked for them. */
    static IntendedChange ofNewGroup(List<String> jids) {
        return wanted(MembershipChange.ADD, newcomers(jids));
    }

    /** What became of those with whom a group was made. */
    CompletableFuture<List<MemberOutcome>> ofNewGroup(
            GroupCall call, Intent intent, List<String> jids, MemberResults rows) {
        List<Target> todo = newcomers(jids);
        return recorder.goOn(call, intent, ofNewGroup(jids), () -> settle(call, MembershipChange.ADD, todo, rows)
                        .thenApply(failed -> ended(call, MembershipChange.ADD, todo, failed)))
                .thenApply(failed ->
                        todo.stream().map(target -> outcome(target, failed)).toList());
    }

    private static List<Target> newcomers(List<String> jids) {
        return jids.stream().map(jid -> new Target(jid, null, null)).toList();
    }

    private static MemberOutcome outcome(Target target, Map<String, DomainException> failed) {
        DomainException why = failed.get(target.address());
        return why == null ? MemberOutcome.changed(target.jid()) : MemberOutcome.failed(target.jid(), why);
    }

    private static ChangeResult<Map<String, DomainException>> ended(
            GroupCall call, MembershipChange change, List<Target> todo, Map<String, DomainException> failed) {
        List<GroupSnapshot.Member> members = new ArrayList<>();
        List<String> newcomers = new ArrayList<>();
        List<IntendedChange.Member> done = new ArrayList<>();
        List<Event> failures = new ArrayList<>();
        for (Target target : todo) {
            DomainException why = failed.get(target.address());
            if (why != null) {
                failures.add(GroupEvents.notDone(call.origin(), call.gid(), target.jid(), why));
                continue;
            }
            done.add(target.wanted(change));
            if (target.member() != null) {
                members.add(target.member());
            } else {
                newcomers.add(target.jid());
            }
        }
        List<Event> events = new ArrayList<>(change.events(call.origin(), call.gid(), done));
        events.addAll(failures);
        List<Change> changes = done.isEmpty() ? List.of() : List.of(change.confirmed(call.gid(), members, newcomers));
        return ChangeResult.of(call.gid(), changes, events, failed);
    }

    private CompletableFuture<Map<String, DomainException>> oneByOne(
            GroupCall call, MembershipChange change, List<Target> todo) {
        Map<String, DomainException> failed = new HashMap<>();
        return inSlices(todo, 1, target -> groups.change(call, target.jid(), target.member(), change)
                        .handle((nothing, failure) -> {
                            if (failure != null) {
                                failed.put(target.address(), DomainException.of(AsyncStep.cause(failure)));
                            }
                            return target;
                        }))
                .thenApply(all -> failed);
    }

    private CompletableFuture<Map<String, DomainException>> readBack(
            GroupCall call, MembershipChange change, List<Target> untold, boolean accepted) {
        return groups.readAgain(call).thenCompose(now -> groups.accountRole(call.requestId(), call.session(), now)
                .thenApply(accountRole -> {
                    Map<String, DomainException> failed = new HashMap<>();
                    for (Target target : untold) {
                        DomainException why = whyNot(change, target, now, accountRole, accepted);
                        if (why != null) {
                            failed.put(target.address(), why);
                        }
                    }
                    return failed;
                }));
    }

    /** Null where the group shows that it was done. */
    private static DomainException whyNot(
            MembershipChange change, Target target, GroupSnapshot group, AccountRole accountRole, boolean accepted) {
        if (change.isOfRoles()) {
            return Groups.whyNotChanged(group, accountRole, target.member(), change.role(), accepted);
        }
        if (accountRole == AccountRole.OUT) {
            return new NotFoundException("group not found");
        }
        GroupSnapshot.Member now = target.member() == null ? group.member(target.jid()) : group.find(target.member());
        if ((now != null) == (change == MembershipChange.ADD)) {
            return null;
        }
        return accountRole == AccountRole.MEMBER
                ? new ForbiddenException("the session's account is not an admin of the group")
                : EngineException.error("WhatsApp did not apply the change");
    }

    /** Some at once, and the next when these are done; in order. */
    private static <A, B> CompletableFuture<List<B>> inSlices(
            List<A> all, int size, Function<A, CompletableFuture<B>> work) {
        CompletableFuture<List<B>> done = CompletableFuture.completedFuture(new ArrayList<>(all.size()));
        for (int i = 0; i < all.size(); i += size) {
            List<A> slice = all.subList(i, Math.min(all.size(), i + size));
            done = done.thenCompose(results -> {
                List<CompletableFuture<B>> futures = slice.stream().map(work).toList();
                return CompletableFuture.allOf(futures.toArray(CompletableFuture[]::new))
                        .thenApply(nothing -> {
                            futures.forEach(future -> results.add(future.join()));
                            return results;
                        });
            });
        }
        return done;
    }
}
