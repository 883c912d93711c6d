package io.wagateway.engine.simulator;

import io.wagateway.engine.Jids;
import io.wagateway.error.DomainException;
import io.wagateway.error.ForbiddenException;
import io.wagateway.error.InvalidRequestException;
import io.wagateway.error.NotFoundException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

/** What people do to groups with their phones. The gateway's accounts are not asked, and hear of it as of anything else. */
public final class SimulatedPhones {
    private final Simulator simulator;
    private final List<Listener> listeners = new CopyOnWriteArrayList<>();

    /** Hears what phones do, as the receiver of an engine's webhooks does. */
    public interface Listener {
        /** @param accounts the JIDs of the accounts that are in the group, before or after it */
        void changed(String gid, Collection<String> accounts);
    }

    /** Adds a listener, which must return at once. */
    public void onChange(Listener listener) {
        listeners.add(listener);
    }

    SimulatedPhones(Simulator simulator) {
        this.simulator = simulator;
    }

    /**
     * What somebody does.
     *
     * @param jid whom it is about: a user JID or a LID; null if the action is about nobody
     * @param lid the LID of somebody who is new; null if they have none
     * @param subject the group's new name; null if the action is another one
     * @param by who does it, a user JID or a LID; null: an admin, whoever it is
     */
    public record Act(String action, String jid, String lid, String subject, String by) {
        /** Of the body of a call, which has the shape that the OpenAPI document has. */
        public static Act of(Map<String, Object> input) {
            Act act = new Act(
                    (String) input.get("action"),
                    (String) input.get("jid"),
                    (String) input.get("lid"),
                    (String) input.get("subject"),
                    (String) input.get("by"));
            boolean isOfGroup = act.action.equals("subject");
            if (isOfGroup && act.subject == null) {
                throw InvalidRequestException.fields(Map.of("subject", "must be: the new name"));
            }
            if (!isOfGroup && act.jid == null) {
                throw InvalidRequestException.fields(Map.of("jid", "must be: whom the action is about"));
            }
            return act;
        }
    }

    /** Whether one of these accounts, by the names that sessions give them, is in the group. */
    public boolean isInGroup(String gid, Collection<String> accounts) {
        SimulatedGroup group = simulator.groups().get(gid);
        return group != null
                && accounts.stream()
                        .map(simulator.accounts()::find)
                        .anyMatch(account -> account != null && isIn(group, account));
    }

    private static boolean isIn(SimulatedGroup group, SimulatedAccount account) {
        return group.member(account.jid()) != null || (account.lid() != null && group.member(account.lid()) != null);
    }

    /** Does it, in one atomic step; fails as WhatsApp would on that phone. */
    public void act(String gid, Act act) {
        AtomicReference<DomainException> refusal = new AtomicReference<>(new NotFoundException("group not found"));
        Set<String> members = new HashSet<>();
        simulator.groups().computeIfPresent(gid, (jid, group) -> {
            try {
                requireAllowed(group, act);
                SimulatedGroup after = changed(group, act);
                refusal.set(null);
                Stream.of(group, after)
                        .flatMap(one -> one.members().stream())
                        .map(SimulatedGroup.Member::jid)
                        .filter(Objects::nonNull)
                        .forEach(members::add);
                return after;
            } catch (DomainException e) {
                refusal.set(e);
                return group;
            }
        });
        if (refusal.get() != null) {
            throw refusal.get();
        }
        members.retainAll(simulator.accounts().jids());
        listeners.forEach(listener -> listener.changed(gid, members));
    }

    private static void requireAllowed(SimulatedGroup group, Act act) {
        if (act.by() == null) {
            return;
        }
        SimulatedGroup.Member by = group.member(act.by());
        if (by == null) {
            throw InvalidRequestException.fields(Map.of("by", "must be: a member of the group"));
        }
        boolean isLeaving = act.action().equals("remove") && by.equals(group.member(act.jid()));
        boolean isFree = act.action().equals("request-join")
                || (act.action().equals("subject") && !group.info().locked());
        if (!by.role().isAdmin() && !isLeaving && !isFree) {
            throw new ForbiddenException("'by' is not an admin of the group");
        }
    }

    private SimulatedGroup changed(SimulatedGroup group, Act act) {
        return switch (act.action()) {
            case "promote" -> withRole(group, act, Role.ADMIN);
            case "demote" -> withRole(group, act, Role.MEMBER);
            case "add" -> with(group, act);
            case "remove" -> without(group, act);
            case "request-join" -> withRequest(group, act);
            case "subject" -> group.with(group.info().with("subject", act.subject()));
            default ->
                throw InvalidRequestException.fields(
                        Map.of("action", "must be: promote, demote, add, remove, subject or request-join"));
        };
    }

    private static SimulatedGroup withRole(SimulatedGroup group, Act act, Role role) {
        SimulatedGroup.Member member = group.member(act.jid());
        if (member == null) {
            throw new NotFoundException("member not found");
        }
        if (member.role() == Role.SUPERADMIN && role == Role.MEMBER) {
            throw new ForbiddenException("nobody can demote the group's creator");
        }
        return member.role() == Role.SUPERADMIN || member.role() == role ? group : group.with(member, role);
    }

    /** Whom {@code by} asks for, or somebody with the invite; a group without approval lets them in. */
    private SimulatedGroup withRequest(SimulatedGroup group, Act act) {
        if (group.member(act.jid()) != null || !group.info().joinApproval()) {
            return with(group, act);
        }
        String via = act.by() == null ? "link" : "member";
        return Jids.isLid(act.jid())
                ? SimulatedJoinRequests.with(group, null, act.jid(), via)
                : SimulatedJoinRequests.with(group, act.jid(), lid(act), via);
    }

    private SimulatedGroup with(SimulatedGroup group, Act act) {
        if (group.member(act.jid()) != null || (act.lid() != null && group.member(act.lid()) != null)) {
            return group;
        }
        List<SimulatedGroup.Member> people = new ArrayList<>(group.members());
        people.add(
                Jids.isLid(act.jid())
                        ? new SimulatedGroup.Member(null, act.jid(), Role.MEMBER)
                        : new SimulatedGroup.Member(act.jid(), lid(act), Role.MEMBER));
        return group.with(people);
    }

    /** An account of the simulator keeps its own. */
    private String lid(Act act) {
        SimulatedAccount account = simulator.accounts().find(act.jid());
        return account != null && account.lid() != null ? account.lid() : act.lid();
    }

    private static SimulatedGroup without(SimulatedGroup group, Act act) {
        List<SimulatedGroup.Member> people = new ArrayList<>(group.members());
        people.remove(group.member(act.jid()));
        return group.with(people);
    }
}
