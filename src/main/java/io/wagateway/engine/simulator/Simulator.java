package io.wagateway.engine.simulator;

import io.wagateway.engine.WhatsAppCodes;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A small WhatsApp. It refuses what WhatsApp refuses, with WhatsApp's own codes. Like WhatsApp, it knows only the
 * account that acts, and not the gateway's callers.
 */
public final class Simulator {
    private final SimulatedAccounts accounts;
    private final Map<String, SimulatedGroup> groups = new ConcurrentHashMap<>();

    public Simulator(SimulatorProperties world) {
        this(world, new SimulatedAccounts(world, System::nanoTime));
    }

    Simulator(SimulatorProperties world, SimulatedAccounts accounts) {
        this.accounts = accounts;
        for (SimulatorProperties.Group group : world.groups()) {
            groups.put(group.jid(), group.toSimulated());
        }
    }

    public SimulatedAccounts accounts() {
        return accounts;
    }

    /** How long WhatsApp takes to respond to this account. */
    Duration latency(String session) {
        SimulatedAccount account = accounts.find(session);
        return account == null ? Duration.ZERO : account.latency();
    }

    Map<String, Object> readGroup(String session, String gid) {
        SimulatedAccount account = accounts.find(session);
        Map<String, Object> refusal = refusal(account);
        if (refusal != null) {
            return refusal;
        }
        SimulatedGroup group = groups.get(gid);
        if (group == null) {
            return WhatsAppCodes.of("readGroup", 404);
        }
        SimulatedGroup.Member self = self(group, account);
        return self == null
                ? WhatsAppCodes.of("readGroup", 403)
                : Map.of("self", self.toRow(), "members", group.rows());
    }

    Map<String, Object> promote(String session, String gid, String address) {
        return change(session, gid, address, Role.ADMIN);
    }

    Map<String, Object> demote(String session, String gid, String address) {
        return change(session, gid, address, Role.MEMBER);
    }

    private Map<String, Object> change(String session, String gid, String address, Role wanted) {
        SimulatedAccount account = accounts.find(session);
        Map<String, Object> refusal = refusal(account);
        if (refusal != null) {
            return refusal;
        }
        AtomicInteger code = new AtomicInteger(404);
        AtomicInteger row = new AtomicInteger(200);
        groups.computeIfPresent(gid, (jid, group) -> {
            SimulatedGroup.Member self = self(group, account);
            if (self == null || !self.role().isAdmin()) {
                code.set(403);
                return group;
            }
            code.set(200);
            SimulatedGroup.Member target = group.member(address);
            if (target == null) {
                row.set(404);
                return group;
            }
            if (target.role() == Role.SUPERADMIN) {
                row.set(wanted == Role.MEMBER ? 406 : 200);
                return group;
            }
            return target.role() == wanted ? group : group.with(target, wanted);
        });
        if (code.get() != 200) {
            return WhatsAppCodes.of("promote", code.get());
        }
        return row.get() == 200 ? Map.of("outcome", "done") : WhatsAppCodes.ofRow(row.get());
    }

    /** Why an account cannot reach its groups; null if it can. */
    private static Map<String, Object> refusal(SimulatedAccount account) {
        if (account == null || !account.isConnected()) {
            return refusal("not_connected");
        }
        int wait = account.limit() == null ? 0 : account.limit().secondsToWait();
        return wait == 0 ? null : Map.of("refusal", "rate_limited", "retryAfter", wait);
    }

    /** By group JID. A change replaces a group in one atomic step. */
    Map<String, SimulatedGroup> groups() {
        return groups;
    }

    /** Why an account cannot reach WhatsApp; null if it can. */
    Map<String, Object> refusalOf(String session) {
        return refusal(accounts.find(session));
    }

    /** The user JID of an account that is connected. */
    String jidOf(String session) {
        return accounts.find(session).jid();
    }

    /** The LID of an account that is connected; null if it has none. */
    String lidOf(String session) {
        return accounts.find(session).lid();
    }

    /** The account's own row; null if it is not in the group. */
    SimulatedGroup.Member self(SimulatedGroup group, String session) {
        return self(group, accounts.find(session));
    }

    static Map<String, Object> refusal(String refusal) {
        return Map.of("refusal", refusal);
    }

    private static SimulatedGroup.Member self(SimulatedGroup group, SimulatedAccount account) {
        SimulatedGroup.Member byNumber = group.member(account.jid());
        return byNumber != null || account.lid() == null ? byNumber : group.member(account.lid());
    }
}
