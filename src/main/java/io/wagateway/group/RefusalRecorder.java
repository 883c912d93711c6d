package io.wagateway.group;

import io.wagateway.access.Caller;
import io.wagateway.engine.Jids;
import io.wagateway.error.ErrorCode;
import io.wagateway.error.ErrorInfo;
import io.wagateway.event.log.Event;
import io.wagateway.event.log.EventLog;
import io.wagateway.pipeline.CallContext;
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
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.transaction.CannotCreateTransactionException;

/**
 * Step {@code recordRefusal}: that a call about a group of a known session ended with 403, 404, 429, 501 or another 5xx,
 * where WhatsApp had not been asked for a change yet. The answer is the same, whether it can be written or not.
 */
final class RefusalRecorder implements Processor {
    private static final Logger LOG = LoggerFactory.getLogger(RefusalRecorder.class);
    private static final Set<String> OF_NO_GROUP_YET = Set.of("createGroup", "joinGroup");
    private static final Set<String> STORED_READS = Set.of("getGroup", "listGroupMembers");

    /** What is wrong with the request itself is told to nobody but the caller. */
    private static final Set<ErrorCode> OF_THE_REQUEST = Set.of(
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
        ErrorInfo told = ErrorInfo.of(failure);
        if (OF_THE_REQUEST.contains(told.code()) || !isAboutAGroup(exchange) || isTold(exchange)) {
            return;
        }
        if (isOfTheDatabase(failure)) {
            // To try again would make the caller wait for the same answer.
            LOG.error("operation={} a failure is missing in the event log", CallContext.operationId(exchange));
            return;
        }
        try {
            session(exchange).ifPresent(session -> log.append(List.of(event(exchange, session, told))));
        } catch (RuntimeException e) {
            LOG.error("operation={} a refusal is missing in the event log", CallContext.operationId(exchange), e);
        }
    }

    private static boolean isOfTheDatabase(Exception failure) {
        return failure instanceof DataAccessResourceFailureException
                || failure instanceof CannotCreateTransactionException;
    }

    /** Integrators' own operations among them. */
    private static boolean isAboutAGroup(Exchange exchange) {
        String operation = CallContext.operationId(exchange);
        if (operation == null) {
            return !GroupContext.gid(exchange).isEmpty();
        }
        return OF_NO_GROUP_YET.contains(operation)
                || (!GroupContext.gid(exchange).isEmpty() && !STORED_READS.contains(operation));
    }

    private static boolean isTold(Exchange exchange) {
        return GroupContext.told(exchange).get();
    }

    /** The path's, where it is the caller's; whether the call has come to the door that looks for it or not. */
    private Optional<Session> session(Exchange exchange) {
        return Session.known(exchange).or(() -> Caller.known(exchange)
                .flatMap(caller -> sessions.find(CallContext.parameter(exchange, "session"), caller.organization())));
    }

    private static Event event(Exchange exchange, Session session, ErrorInfo told) {
        String gid = GroupContext.gid(exchange);
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
                told,
                more);
    }
}
