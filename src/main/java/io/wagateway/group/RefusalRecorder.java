package io.wagateway.group;

import io.wagateway.access.Caller;
import io.wagateway.engine.Jids;
import io.wagateway.error.ErrorCode;
import io.wagateway.error.ErrorInfo;
import io.wagateway.event.log.Event;
import io.wagateway.event.log.EventLog;
import io.wagateway.group.grant.GrantDemotion;
import io.wagateway.pipeline.CallContext;
import io.wagateway.pipeline.DatabaseOutage;
import io.wagateway.session.Session;
import io.wagateway.session.Sessions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Step {@code recordRefusal}: records that a call about a group of a known session ended with 403, 404, 429, 501 or
 * another 5xx before the gateway asked WhatsApp for a change. The response does not depend on whether it can be recorded.
 */
final class RefusalRecorder implements Processor {
    private static final Logger LOG = LoggerFactory.getLogger(RefusalRecorder.class);
    private static final Set<String> WITHOUT_GROUP = Set.of("createGroup", "joinGroup", "previewInvite");
    private static final Set<String> STORED_READS = Set.of("getGroup", "listGroupMembers", "listGrants");

    /** Errors of the request itself: only the caller gets to know them. */
    private static final Set<ErrorCode> NOT_RECORDED = Set.of(
            ErrorCode.VALIDATION_ERROR,
            ErrorCode.UNAUTHORIZED,
            ErrorCode.METHOD_NOT_ALLOWED,
            ErrorCode.CONFLICT,
            ErrorCode.PAYLOAD_TOO_LARGE,
            ErrorCode.UNSUPPORTED_MEDIA_TYPE);

    private final Sessions sessions;
    private final EventLog log;

    RefusalRecorder(Sessions sessions, EventLog log) {
        this.sessions = sessions;
        this.log = log;
    }

    @Override
    public void process(Exchange exchange) {
        Exception failure = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class);
        ErrorInfo error = ErrorInfo.of(failure);
        if (NOT_RECORDED.contains(error.code()) || !isAboutAGroup(exchange) || isRecorded(exchange)) {
            return;
        }
        if (GrantDemotion.isOne(exchange)) {
            // It tries again, and tells of it if it gives up.
            return;
        }
        if (CallContext.isDelivery(exchange)) {
            // Its event would be the next delivery. Only the reserved operation lets one come so far.
            return;
        }
        if (DatabaseOutage.is(failure)) {
            // Another attempt would only make the caller wait for the same result. The response's own line tells it.
            return;
        }
        try {
            session(exchange).ifPresent(session -> log.append(List.of(event(exchange, session, error))));
        } catch (RuntimeException e) {
            DatabaseOutage.logFailure(
                    LOG, e, "operation={} Could not record a refusal", CallContext.operationId(exchange));
        }
    }

    /** Also true of integrators' own operations. */
    private static boolean isAboutAGroup(Exchange exchange) {
        String operation = CallContext.operationId(exchange);
        if (operation == null) {
            return !GroupContext.gid(exchange).isEmpty();
        }
        return WITHOUT_GROUP.contains(operation)
                || (!GroupContext.gid(exchange).isEmpty() && !STORED_READS.contains(operation));
    }

    private static boolean isRecorded(Exchange exchange) {
        return GroupContext.recorded(exchange).get();
    }

    /** The session in the path, if it is the caller's; even if the call ended before the step that finds it. */
    private Optional<Session> session(Exchange exchange) {
        return Session.known(exchange).or(() -> Caller.known(exchange)
                .flatMap(caller -> sessions.find(CallContext.parameter(exchange, "session"), caller.organization())));
    }

    private static Event event(Exchange exchange, Session session, ErrorInfo error) {
        String gid = GroupContext.namedGid(exchange);
        Map<String, Object> more = new HashMap<>();
        if (!Jids.isGroup(gid) && !gid.isEmpty()) {
            more.put("groupJid", GroupEvents.name(gid));
        }
        if (GroupContext.isDryRun(exchange)) {
            more.put(GroupContext.DRY_RUN, true);
        }
        return GroupEvents.notDone(
                session.origin(exchange),
                Jids.isGroup(gid) ? gid : null,
                CallContext.parameter(exchange, "jid"),
                error,
                more);
    }
}
