package io.wagateway.group;

import io.wagateway.call.Call;
import org.apache.camel.Exchange;

/** What the steps of a group's corridor leave for the next one, on the exchange. */
final class MemberAction {
    private static final String GROUP = "groupSnapshot";
    private static final String MEMBER = "groupMember";

    /** String: superadmin, admin or member; the role of the member that the path names, for routes to decide by. */
    private static final String MEMBER_ROLE = "memberRole";

    private MemberAction() {}

    static String gid(Exchange exchange) {
        return Call.parameter(exchange, "gid");
    }

    static GroupSnapshot group(Exchange exchange) {
        return required(exchange, GROUP, GroupSnapshot.class, "readGroup");
    }

    static GroupSnapshot.Member member(Exchange exchange) {
        return required(exchange, MEMBER, GroupSnapshot.Member.class, "findMember");
    }

    static void enter(Exchange exchange, GroupSnapshot group) {
        exchange.setProperty(GROUP, group);
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
