package io.wagateway.group;

import io.wagateway.event.log.Origin;
import io.wagateway.session.Session;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.camel.Exchange;

/**
 * A call about a group, once the doors before the action have let it pass.
 *
 * @param origin whose doing it is
 * @param gid null: a group that is to be made or joined
 * @param group as it was read for the decision; null: it was not
 * @param accountRole what the session's account is in it
 * @param told whether the event log tells of this call, or will: then it need not be told that the call failed
 */
record GroupCall(
        Origin origin, Session session, String gid, GroupSnapshot group, AccountRole accountRole, AtomicBoolean told) {
    static GroupCall of(Exchange exchange) {
        return new GroupCall(
                Session.of(exchange).origin(exchange),
                Session.of(exchange),
                GroupContext.gid(exchange),
                GroupContext.group(exchange),
                GroupContext.accountRole(exchange),
                GroupContext.told(exchange));
    }

    /** About a group that there is not, or that the account is not in yet. */
    static GroupCall ofNone(Exchange exchange) {
        Session session = Session.of(exchange);
        return new GroupCall(
                session.origin(exchange), session, null, null, AccountRole.OUT, GroupContext.told(exchange));
    }

    /** Of a group whose only member is the account, or may be. */
    GroupCall ofNew(String newGid) {
        return new GroupCall(origin, session, newGid, null, AccountRole.ADMIN, told);
    }

    String requestId() {
        return origin.requestId();
    }

    /** What every question about a group begins with. */
    Map<String, Object> question() {
        Map<String, Object> question = new HashMap<>();
        question.put("session", session.engineSession());
        question.put("group", gid);
        return question;
    }
}
