package io.wagateway.group;

import io.wagateway.pipeline.CallContext;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.camel.Exchange;

/** The exchange properties by which the steps of a route about a group pass on what they found. */
final class GroupContext {
    private static final String GROUP = "groupSnapshot";
    private static final String AHEAD = "groupReadAhead";
    private static final String ACCOUNT = "groupAccountRole";
    private static final String MEMBER = "groupMember";

    private static final String RECORDED = "recordedInEventLog";

    /** String: admin, member or unknown; the role of the session's own account, for routes. */
    private static final String ACCOUNT_ROLE = "accountRole";

    /** String: superadmin, admin, member or unknown; the role of the member that the path names, for routes. */
    private static final String MEMBER_ROLE = "memberRole";

    /** Boolean, for routes: whether WhatsApp has changed the member's role; absent: it was not asked. */
    static final String MEMBER_CHANGED = "memberChanged";

    private static final String UNKNOWN = "unknown";

    /** Boolean, and the query parameter that it comes from: decide, and change nothing. */
    static final String DRY_RUN = "dryRun";

    /** Duration: how long a member is to be an admin; absent: for good. */
    private static final String GRANT_TIME = "grantTime";

    private GroupContext() {}

    static void enterGrantTime(Exchange exchange, Duration time) {
        exchange.setProperty(GRANT_TIME, time);
    }

    /** How long a member is to be an admin; null: for good. */
    static Duration grantTime(Exchange exchange) {
        return exchange.getProperty(GRANT_TIME, Duration.class);
    }

    static boolean isDryRun(Exchange exchange) {
        return exchange.getProperty(DRY_RUN, false, Boolean.class);
    }

    static void enterGid(Exchange exchange, String gid) {
        exchange.setProperty(CallContext.GROUP, gid);
    }

    static String gid(Exchange exchange) {
        return CallContext.parameter(exchange, CallContext.GROUP);
    }

    /** For the event log: what the caller has named, also if the caller may not know of it. */
    static String namedGid(Exchange exchange) {
        String hidden = CallContext.parameter(exchange, CallContext.HIDDEN + CallContext.GROUP);
        return hidden.isEmpty() ? gid(exchange) : hidden;
    }

    /** Whether the event log records the call, or will; the same object for the whole exchange. */
    static AtomicBoolean recorded(Exchange exchange) {
        AtomicBoolean recorded = exchange.getProperty(RECORDED, AtomicBoolean.class);
        if (recorded == null) {
            recorded = new AtomicBoolean();
            exchange.setProperty(RECORDED, recorded);
        }
        return recorded;
    }

    static GroupSnapshot group(Exchange exchange) {
        return required(exchange, GROUP, GroupSnapshot.class, "readGroup");
    }

    static AccountRole accountRole(Exchange exchange) {
        return required(exchange, ACCOUNT, AccountRole.class, "readGroup");
    }

    static GroupSnapshot.Member member(Exchange exchange) {
        return required(exchange, MEMBER, GroupSnapshot.Member.class, "findMember");
    }

    /** A read of the group that this call has started already. */
    @SuppressWarnings("unchecked")
    static Optional<CompletableFuture<GroupSnapshot>> ahead(Exchange exchange) {
        return Optional.ofNullable((CompletableFuture<GroupSnapshot>) exchange.getProperty(AHEAD));
    }

    static void enterAhead(Exchange exchange, CompletableFuture<GroupSnapshot> read) {
        exchange.setProperty(AHEAD, read);
    }

    static void enter(Exchange exchange, GroupSnapshot group) {
        exchange.setProperty(GROUP, group);
    }

    static void enter(Exchange exchange, AccountRole accountRole) {
        exchange.setProperty(ACCOUNT, accountRole);
        exchange.setProperty(ACCOUNT_ROLE, accountRole.wireName());
    }

    static void enter(Exchange exchange, GroupSnapshot.Member member) {
        exchange.setProperty(MEMBER, member);
        exchange.setProperty(
                MEMBER_ROLE, member.role() == null ? UNKNOWN : member.role().wireName());
    }

    /** Of the body: user JIDs and LIDs. */
    @SuppressWarnings("unchecked")
    static List<String> participants(Exchange exchange) {
        return (List<String>) CallContext.input(exchange).get("participants");
    }

    private static <T> T required(Exchange exchange, String property, Class<T> type, String step) {
        T value = exchange.getProperty(property, type);
        if (value == null) {
            throw new IllegalStateException("this route needs the step '" + step + "' before this one");
        }
        return value;
    }
}
