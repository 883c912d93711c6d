package io.wagateway.group;

import io.wagateway.event.log.Origin;
import io.wagateway.pipeline.ActiveCall;
import io.wagateway.pipeline.CallContext;
import io.wagateway.session.Session;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.camel.Exchange;

/**
 * A call about a group that has passed the checks of its route.
 *
 * @param origin the caller and the request, for events
 * @param gid null: the call creates or joins a group
 * @param group the read that the checks used; null: they needed none
 * @param accountRole of the session's account in the group
 * @param arrivedAt the {@link System#nanoTime()} at which the call came
 * @param grantTime how long members whom the call promotes are to be admins; null: for good
 * @param recorded whether the event log records this call, or will: then no other step needs to record its failure
 */
record GroupCall(
        Origin origin,
        Session session,
        String gid,
        GroupSnapshot group,
        AccountRole accountRole,
        long arrivedAt,
        Duration grantTime,
        AtomicBoolean recorded) {
    /** A call that grants no rights for a time. */
    GroupCall(
            Origin origin,
            Session session,
            String gid,
            GroupSnapshot group,
            AccountRole accountRole,
            long arrivedAt,
            AtomicBoolean recorded) {
        this(origin, session, gid, group, accountRole, arrivedAt, null, recorded);
    }

    static GroupCall of(Exchange exchange) {
        return new GroupCall(
                Session.of(exchange).origin(exchange),
                Session.of(exchange),
                GroupContext.gid(exchange),
                GroupContext.group(exchange),
                GroupContext.accountRole(exchange),
                CallContext.arrivedAt(exchange),
                GroupContext.grantTime(exchange),
                GroupContext.recorded(exchange));
    }

    /** The call creates or joins a group. */
    static GroupCall withoutGroup(Exchange exchange) {
        Session session = Session.of(exchange);
        return new GroupCall(
                session.origin(exchange),
                session,
                null,
                null,
                AccountRole.OUT,
                CallContext.arrivedAt(exchange),
                GroupContext.recorded(exchange));
    }

    /** The same call, about the group that it has created. */
    GroupCall about(String newGid) {
        return new GroupCall(origin, session, newGid, null, AccountRole.ADMIN, arrivedAt, recorded);
    }

    /** The same call with another read of the group. */
    GroupCall with(GroupSnapshot newGroup, AccountRole newAccountRole) {
        return new GroupCall(origin, session, gid, newGroup, newAccountRole, arrivedAt, grantTime, recorded);
    }

    /** Whether the read of the group started after the call had come: then it can show that no change is needed, or refuse one. */
    boolean isReadSinceItCame() {
        return group.isReadSince(arrivedAt);
    }

    /** Whether the read is older than the call and lists nobody of that name, who may have joined since. */
    boolean mayMiss(String jid) {
        return !isReadSinceItCame() && group.member(jid) == null;
    }

    /** The call, for what it asks the engine. */
    ActiveCall active() {
        return origin.call();
    }

    /** A new request to the engine, with the session and the group. */
    Map<String, Object> engineRequest() {
        return GroupEngine.request(session, gid);
    }
}
