package io.wagateway.engine.simulator;

import io.wagateway.engine.WhatsAppCodes;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * WhatsApp, as much of it as the gateway needs to see: it refuses what WhatsApp refuses, with WhatsApp's own numbers.
 * Whether a caller may ask is not its business; it believes nobody but the account that acts.
 */
public final class Simulator {
    private record Account(String jid, String lid, boolean connected, Duration latency, RateLimit limit) {}

    private final Map<String, Account> accounts = new HashMap<>();
    private final Map<String, SimulatedGroup> groups = new ConcurrentHashMap<>();

    public Simulator(SimulatorProperties world) {
        for (SimulatorProperties.Account account : world.accounts()) {
            RateLimit limit = RateLimit.parse("gateway.simulator.accounts.rate-limit", account.rateLimit());
            accounts.put(
                    account.jid(),
                    new Account(account.jid(), account.lid(), account.connected(), account.latency(), limit));
        }
        for (SimulatorProperties.Group group : world.groups()) {
            groups.put(group.jid(), group.toSimulated());
        }
    }

    public boolean hasAccount(String jid) {
        return accounts.containsKey(jid);
    }

    /** How long WhatsApp takes to answer this account. */
    Duration latency(String session) {
        Account account = accounts.get(session);
        return account == null ? Duration.ZERO : account.latency();
    }

    Map<String, Object> status(String session) {
        Account account = accounts.get(session);
        if (account == null || !account.connected()) {
            return Map.of("status", "stopped");
        }
        Map<String, Object> status = new HashMap<>();
        status.put("status", "working");
        status.put("jid", account.jid());
        status.put("lid", account.lid());
        return status;
    }

    Map<String, Object> readGroup(String session, String gid) {
        Account account = accounts.get(session);
        Map<String, Object> refusal = refusal(account);
        if (refusal != null) {
            return refusal;
        }
        SimulatedGroup group = groups.get(gid);
        if (group == null) {
            return refusal(WhatsAppCodes.ofRead(404));
        }
        SimulatedGroup.Member self = self(group, account);
        return self == null
                ? refusal(WhatsAppCodes.ofRead(403))
                : Map.of("self", self.toRow(), "members", group.rows());
    }

    Map<String, Object> promote(String session, String gid, String address) {
        return change(session, gid, address, Role.ADMIN);
    }

    Map<String, Object> demote(String session, String gid, String address) {
        return change(session, gid, address, Role.MEMBER);
    }

    private Map<String, Object> change(String session, String gid, String address, Role wanted) {
        Account account = accounts.get(session);
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
            return refusal(WhatsAppCodes.ofChange(code.get()));
        }
        return row.get() == 200 ? Map.of("outcome", "done") : refusal(WhatsAppCodes.ofRow(row.get()));
    }

    /** What keeps an account from reaching its groups at all; null where nothing does. */
    private static Map<String, Object> refusal(Account account) {
        if (account == null || !account.connected()) {
            return refusal("not_connected");
        }
        int wait = account.limit() == null ? 0 : account.limit().secondsToWait();
        return wait == 0 ? null : Map.of("refusal", "rate_limited", "retryAfter", wait);
    }

    /** By group JID; whoever changes one puts a new one in its place, in one step. */
    Map<String, SimulatedGroup> groups() {
        return groups;
    }

    /** What keeps an account from reaching WhatsApp; null where nothing does. */
    Map<String, Object> refusalOf(String session) {
        return refusal(accounts.get(session));
    }

    /** The user JID of an account that is connected. */
    String jidOf(String session) {
        return accounts.get(session).jid();
    }

    /** The LID of an account that is connected; null where it has none. */
    String lidOf(String session) {
        return accounts.get(session).lid();
    }

    /** The account's own row; null where it is not in the group. */
    SimulatedGroup.Member self(SimulatedGroup group, String session) {
        return self(group, accounts.get(session));
    }

    static Map<String, Object> refusal(String refusal) {
        return Map.of("refusal", refusal);
    }

    private static SimulatedGroup.Member self(SimulatedGroup group, Account account) {
        SimulatedGroup.Member byNumber = group.member(account.jid());
        return byNumber != null || account.lid() == null ? byNumber : group.member(account.lid());
    }
}
