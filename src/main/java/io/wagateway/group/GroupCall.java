package io.wagateway.group;

import io.wagateway.call.Call;
import io.wagateway.session.Session;
import java.util.HashMap;
import java.util.Map;
import org.apache.camel.Exchange;

/**
 * A call about a group, once the doors before the action have let it pass.
 *
 * @param group as it was read for the decision
 * @param standing what the session's account is in it
 */
record GroupCall(String requestId, Session session, String gid, GroupSnapshot group, Standing standing) {
    static GroupCall of(Exchange exchange) {
        return new GroupCall(
                Call.requestId(exchange),
                Session.of(exchange),
                MemberAction.gid(exchange),
                MemberAction.group(exchange),
                MemberAction.standing(exchange));
    }

    /** What every question about a group begins with. */
    Map<String, Object> question() {
        Map<String, Object> question = new HashMap<>();
        question.put("session", session.engineSession());
        question.put("group", gid);
        return question;
    }
}
