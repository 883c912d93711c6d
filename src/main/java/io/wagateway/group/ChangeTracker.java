package io.wagateway.group;

import io.wagateway.engine.MemberResults;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * Keeps the cached read of a group true while its members change. A change that WhatsApp has confirmed updates the cache;
 * after any other one the next decision needs a new read.
 */
final class ChangeTracker {
    private record Target(String session, String group, String address) {}

    /**
     * Changes of one member that are in flight.
     *
     * @param contested whether two of them overlapped: then the order in which WhatsApp applied them is unknown
     */
    private record InFlight(int count, boolean contested) {
        static InFlight begin(InFlight before) {
            return before == null ? new InFlight(1, false) : new InFlight(before.count + 1, true);
        }

        static InFlight end(InFlight before) {
            return before.count == 1 ? null : new InFlight(before.count - 1, true);
        }
    }

    private final GroupReader reader;
    private final Map<Target, InFlight> inFlight = new ConcurrentHashMap<>();

    ChangeTracker(GroupReader reader) {
        this.reader = reader;
    }

    /**
     * Runs a change of members.
     *
     * @param members those of them who are in the group already
     */
    CompletableFuture<MemberResults> track(
            GroupCall call,
            MembershipChange change,
            Collection<GroupSnapshot.Member> members,
            Supplier<CompletableFuture<MemberResults>> request) {
        members.forEach(member -> inFlight.compute(target(call, member), (same, before) -> InFlight.begin(before)));
        return request.get().whenComplete((results, failure) -> {
            for (GroupSnapshot.Member member : members) {
                boolean done = failure == null && results.done().containsKey(member.address());
                // Within compute: no other change of the same member may begin before the cache is up to date.
                inFlight.compute(target(call, member), (same, changes) -> {
                    // An update copies the group: not for each of many members.
                    if (done && change.isOfRoles() && members.size() == 1 && !changes.contested()) {
                        reader.update(call, member, change.role());
                    } else {
                        reader.forget(call);
                    }
                    return InFlight.end(changes);
                });
            }
            if (!change.isOfRoles()) {
                reader.forget(call);
            }
        });
    }

    private static Target target(GroupCall call, GroupSnapshot.Member member) {
        return new Target(call.session().id(), call.gid(), member.address());
    }
}
