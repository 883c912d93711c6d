package io.wagateway.group;

import io.wagateway.pipeline.CallContext;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.camel.Exchange;

/** What the steps of a group's corridor leave for the next one, on the exchange. */
final class GroupContext {
    private static final String GROUP = "groupSnapshot";
    private static final String AHEAD = "groupReadAhead";
    private static final String STANDING = "accountStanding";
    private static final String MEMBER = "groupMember";

    private static final String TOLD = "toldInEventLog";

    /** String: admin, member or unknown; what the session's own account is in the group, for routes to decide by. */
    private static final String ACCOUNT_ROLE = "accountRole";

    /** String: superadmin, admin or member; the role of the member that the path names, for routes to decide by. */
    private static final String MEMBER_ROLE = "memberRole";

    /** Boolean, and the query parameter that it comes from: look, and change nothing. */
    static final String DRY_RUN = "dryRun";

    private GroupContext() {}

    static boolean isDryRun(Exchange exchange) {
        return exchange.getProperty(DRY_RUN, false, Boolean.class);
    }

    static void enterGid(Exchange exchange, String gid) {
        exchange.setProperty("gid", gid);
    }

    static String gid(Exchange exchange) {
        return CallContext.parameter(exchange, "gid");
    }

    /** Whether the event log tells of the call; of the whole exchange one. */
    static AtomicBoolean told(Exchange exchange) {
        AtomicBoolean told = exchange.getProperty(TOLD, AtomicBoolean.class);
        if (told == null) {
            told = new AtomicBoolean();
            exchange.setProperty(TOLD, told);
        }
        return told;
    }

    static GroupSnapshot group(Exchange exchange) {
        return required(exchange, GROUP, GroupSnapshot.class, "readGroup");
    }

    static AccountRole accountRole(Exchange exchange) {
        return required(exchange, STANDING, AccountRole.class, "readGroup");
    }

    static GroupSnapshot.Member member(Exchange exchange) {
        return required(exchange, MEMBER, GroupSnapshot.Member.class, "findMember");
    }

    /** A read of the group that this call has begun already. */
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
        exchange.setProperty(STANDING, accountRole);
        exchange.setProperty(ACCOUNT_ROLE, accountRole.wireName());
    }

    static void enter(Exchange exchange, GroupSnapshot.Member member) {
        exchange.setProperty(MEMBER, member);
        exchange.setProperty(MEMBER_ROLE, member.role());
    }

    private static <T> T required(Exchange exchange, String property, Class<T> type, String step) {
        T value = exchange.getProperty(property, type);
        if (value == null) {
            throw new IllegalStateException("this route needs the step '" + step + "' before this one");
        }
        return value;
    }
}
