package io.wagateway.engine.simulator;

import io.wagateway.engine.WhatsAppCodes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** People who wait to be let into simulated groups, and the invites that bring them. */
final class SimulatedJoinRequests {
    /** WhatsApp's own limit of members; the simulator lets as many wait. */
    private static final int MAX = 1_024;

    private final Simulator simulator;
    private final SimulatedGroups groups;

    SimulatedJoinRequests(Simulator simulator, SimulatedGroups groups) {
        this.simulator = simulator;
        this.groups = groups;
    }

    /** The group once somebody has asked to join it; the same if they wait already. */
    static SimulatedGroup with(SimulatedGroup group, String jid, String lid, String via) {
        boolean isWaiting = group.joinRequests().stream()
                .anyMatch(request -> (jid != null && request.isOf(jid)) || (lid != null && request.isOf(lid)));
        if (isWaiting || group.joinRequests().size() >= MAX) {
            return group;
        }
        List<SimulatedGroup.JoinRequest> waiting = new ArrayList<>(group.joinRequests());
        waiting.add(new SimulatedGroup.JoinRequest(jid, lid, System.currentTimeMillis(), via));
        return group.waiting(List.copyOf(waiting));
    }

    Map<String, Object> list(String session, String gid) {
        return groups.change(session, gid, true, (group, response) -> {
            response.set(Map.of(
                    "requests",
                    group.joinRequests().stream()
                            .map(SimulatedGroup.JoinRequest::toRow)
                            .toList()));
            return group;
        });
    }

    /** @param letIn false: they are rejected */
    Map<String, Object> answer(String session, String gid, List<String> names, boolean letIn) {
        String operation = letIn ? "approveJoinRequests" : "rejectJoinRequests";
        return groups.change(session, gid, true, (group, response) -> {
            List<SimulatedGroup.JoinRequest> waiting = new ArrayList<>(group.joinRequests());
            List<SimulatedGroup.Member> people = new ArrayList<>(group.members());
            List<Map<String, Object>> rows = new ArrayList<>();
            for (String name : names) {
                SimulatedGroup.JoinRequest request = waiting.stream()
                        .filter(one -> one.isOf(name))
                        .findFirst()
                        .orElse(null);
                boolean isFull = letIn && people.size() >= MAX;
                if (request != null && !isFull) {
                    waiting.remove(request);
                    if (letIn) {
                        people.add(new SimulatedGroup.Member(request.jid(), request.lid(), Role.MEMBER));
                    }
                }
                rows.add(WhatsAppCodes.row(operation, name, request == null ? 404 : isFull ? 419 : 200));
            }
            response.set(Map.of("outcome", "done", "rows", rows));
            return group.waiting(List.copyOf(waiting)).with(people);
        });
    }

    /** The group that an invite leads to; nobody joins it. */
    Map<String, Object> preview(String session, String invite) {
        Map<String, Object> refusal = simulator.refusalOf(session);
        if (refusal != null) {
            return refusal;
        }
        return simulator.groups().entrySet().stream()
                .filter(entry -> entry.getValue().info().invite().equals(invite))
                .findFirst()
                .map(entry -> Map.<String, Object>of("group", entry.getValue().toMap(entry.getKey())))
                .orElseGet(() -> WhatsAppCodes.of("previewInvite", 410));
    }
}
