package io.wagateway.engine.simulator;

import io.wagateway.engine.Jids;
import io.wagateway.engine.WhatsAppCodes;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiFunction;

/** The operations on groups other than promoting and demoting one member; they, too, refuse with WhatsApp's codes. */
final class SimulatedGroups {
    private static final SecureRandom RANDOM = new SecureRandom();

    /** WhatsApp's own limit. */
    private static final int MAX_MEMBERS = 1_024;

    private final Simulator simulator;

    SimulatedGroups(Simulator simulator) {
        this.simulator = simulator;
    }

    static String newInvite() {
        byte[] bytes = new byte[16];
        RANDOM.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** The groups that the account is in. */
    Map<String, Object> list(String session) {
        Map<String, Object> refusal = simulator.refusalOf(session);
        if (refusal != null) {
            return refusal;
        }
        List<Map<String, Object>> found = new ArrayList<>();
        new TreeMap<>(simulator.groups()).forEach((gid, group) -> {
            if (simulator.self(group, session) != null) {
                found.add(group.toMap(gid));
            }
        });
        return Map.of("groups", found);
    }

    Map<String, Object> describe(String session, String gid) {
        return change(session, gid, false, (group, response) -> {
            response.set(Map.of("group", group.toMap(gid)));
            return group;
        });
    }

    Map<String, Object> create(String session, String subject, List<String> members) {
        Map<String, Object> refusal = simulator.refusalOf(session);
        if (refusal != null) {
            return refusal;
        }
        String jid = simulator.jidOf(session);
        List<SimulatedGroup.Member> people = new ArrayList<>();
        people.add(new SimulatedGroup.Member(jid, simulator.lidOf(session), Role.SUPERADMIN));
        members.stream().filter(member -> !member.equals(jid)).forEach(member -> people.add(newMember(member)));
        SimulatedGroup.Info info = new SimulatedGroup.Info(
                subject, null, false, false, false, "all", null, jid, System.currentTimeMillis(), newInvite());
        String gid;
        SimulatedGroup group = new SimulatedGroup(info, people, List.of());
        do {
            gid = "1203" + (100_000_000_000_000L + RANDOM.nextLong(900_000_000_000_000L)) + "@g.us";
        } while (simulator.groups().putIfAbsent(gid, group) != null);
        return Map.of("group", group.toMap(gid), "rows", rows("createGroup", members, 200));
    }

    Map<String, Object> update(String session, String gid, String field, Object value) {
        return change(
                session, gid, true, (group, response) -> group.with(group.info().with(field, value)));
    }

    Map<String, Object> readInvite(String session, String gid) {
        return change(session, gid, true, (group, response) -> {
            response.set(Map.of("invite", group.info().invite()));
            return group;
        });
    }

    Map<String, Object> revokeInvite(String session, String gid) {
        return change(session, gid, true, (group, response) -> {
            String other = newInvite();
            response.set(Map.of("invite", other));
            return group.with(group.info().withInvite(other));
        });
    }

    Map<String, Object> add(String session, String gid, List<String> names) {
        return change(session, gid, true, (group, response) -> {
            List<SimulatedGroup.Member> people = new ArrayList<>(group.members());
            List<Map<String, Object>> rows = new ArrayList<>();
            for (String name : names) {
                boolean in = group.member(name) != null;
                boolean full = !in && people.size() >= MAX_MEMBERS;
                if (!in && !full) {
                    people.add(newMember(name));
                }
                rows.add(WhatsAppCodes.row("addMembers", name, in ? 409 : full ? 419 : 200));
            }
            response.set(Map.of("outcome", "done", "rows", rows));
            return group.with(people);
        });
    }

    Map<String, Object> remove(String session, String gid, List<String> names) {
        return change(session, gid, true, (group, response) -> {
            List<SimulatedGroup.Member> people = new ArrayList<>(group.members());
            List<Map<String, Object>> rows = new ArrayList<>();
            for (String name : names) {
                SimulatedGroup.Member member = group.member(name);
                boolean creator = member != null && member.role() == Role.SUPERADMIN;
                if (!creator) {
                    people.remove(member);
                }
                rows.add(WhatsAppCodes.row("removeMembers", name, member == null ? 404 : creator ? 406 : 200));
            }
            response.set(Map.of("outcome", "done", "rows", rows));
            return group.with(people);
        });
    }

    /** Promotes or demotes several members at once. */
    Map<String, Object> setRoles(String session, String gid, List<String> names, Role wanted) {
        return change(session, gid, true, (group, response) -> {
            SimulatedGroup after = group;
            List<Map<String, Object>> rows = new ArrayList<>();
            for (String name : names) {
                SimulatedGroup.Member member = group.member(name);
                boolean creator = member != null && member.role() == Role.SUPERADMIN;
                int code = member == null ? 404 : creator && wanted == Role.MEMBER ? 406 : 200;
                if (code == 200 && !creator && member.role() != wanted) {
                    after = after.with(member, wanted);
                }
                rows.add(WhatsAppCodes.row(wanted == Role.ADMIN ? "promoteAll" : "demoteAll", name, code));
            }
            response.set(Map.of("outcome", "done", "rows", rows));
            return after;
        });
    }

    Map<String, Object> leave(String session, String gid) {
        return change(session, gid, false, (group, response) -> {
            List<SimulatedGroup.Member> people = new ArrayList<>(group.members());
            people.remove(simulator.self(group, session));
            return group.with(people);
        });
    }

    Map<String, Object> join(String session, String invite) {
        Map<String, Object> refusal = simulator.refusalOf(session);
        if (refusal != null) {
            return refusal;
        }
        for (Map.Entry<String, SimulatedGroup> entry : simulator.groups().entrySet()) {
            if (entry.getValue().info().invite().equals(invite)) {
                simulator.groups().computeIfPresent(entry.getKey(), (gid, group) -> {
                    if (simulator.self(group, session) != null) {
                        return group;
                    }
                    if (group.info().joinApproval()) {
                        return SimulatedJoinRequests.with(
                                group, simulator.jidOf(session), simulator.lidOf(session), "link");
                    }
                    List<SimulatedGroup.Member> people = new ArrayList<>(group.members());
                    people.add(
                            new SimulatedGroup.Member(simulator.jidOf(session), simulator.lidOf(session), Role.MEMBER));
                    return group.with(people);
                });
                return Map.of("group", entry.getKey());
            }
        }
        return WhatsAppCodes.of("join", 410);
    }

    /** Every well-formed number is on WhatsApp. */
    private static SimulatedGroup.Member newMember(String name) {
        return Jids.isLid(name)
                ? new SimulatedGroup.Member(null, name, Role.MEMBER)
                : new SimulatedGroup.Member(name, null, Role.MEMBER);
    }

    private static List<Map<String, Object>> rows(String operation, List<String> names, int code) {
        return names.stream()
                .map(name -> WhatsAppCodes.row(operation, name, code))
                .toList();
    }

    /** Changes a group in one atomic step. The outcome is done, unless the change sets another response. */
    Map<String, Object> change(
            String session,
            String gid,
            boolean adminsOnly,
            BiFunction<SimulatedGroup, AtomicReference<Map<String, Object>>, SimulatedGroup> change) {
        Map<String, Object> refusal = simulator.refusalOf(session);
        if (refusal != null) {
            return refusal;
        }
        AtomicReference<Map<String, Object>> response = new AtomicReference<>(Simulator.refusal("no_group"));
        simulator.groups().computeIfPresent(gid, (jid, group) -> {
            SimulatedGroup.Member self = simulator.self(group, session);
            if (self == null) {
                return group;
            }
            if (adminsOnly && !self.role().isAdmin()) {
                response.set(WhatsAppCodes.of("updateGroup", 403));
                return group;
            }
            response.set(Map.of("outcome", "done"));
            return change.apply(group, response);
        });
        return response.get();
    }
}
