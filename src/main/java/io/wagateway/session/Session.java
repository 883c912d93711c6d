package io.wagateway.session;

import com.fasterxml.jackson.annotation.JsonRawValue;
import io.wagateway.access.Caller;
import io.wagateway.event.log.Origin;
import io.wagateway.pipeline.CallContext;
import java.util.Optional;
import org.apache.camel.Exchange;

/**
 * A linked WhatsApp account, as stored. Times are epoch milliseconds.
 *
 * @param id opaque; a ULID if the gateway created it
 * @param organizationId the organisation that owns it
 * @param label a name for people, may be null
 * @param engine the entry of gateway.engines behind it
 * @param engineSession the name of the account at that engine, may be null
 * @param status the last known status
 * @param phoneNumber digits, null before pairing
 * @param waJid own user JID, null before pairing
 * @param waLid own LID, null if the engine did not say
 * @param lastConnectedAt null: never
 * @param details a JSON object: what the engine waits for, if a passkey is required; else null
 */
public record Session(
        String id,
        String organizationId,
        String label,
        String engine,
        String engineSession,
        SessionStatus status,
        String phoneNumber,
        String waJid,
        String waLid,
        long createdAt,
        long updatedAt,
        Long lastConnectedAt,
        @JsonRawValue String details) {
    /** A session without details. */
    public Session(
            String id,
            String organizationId,
            String label,
            String engine,
            String engineSession,
            SessionStatus status,
            String phoneNumber,
            String waJid,
            String waLid,
            long createdAt,
            long updatedAt,
            Long lastConnectedAt) {
        this(
                id,
                organizationId,
                label,
                engine,
                engineSession,
                status,
                phoneNumber,
                waJid,
                waLid,
                createdAt,
                updatedAt,
                lastConnectedAt,
                null);
    }

    /** The same, without what pairing it by a passkey needs. */
    Session withoutDetails() {
        return new Session(
                id,
                organizationId,
                label,
                engine,
                engineSession,
                status,
                phoneNumber,
                waJid,
                waLid,
                createdAt,
                updatedAt,
                lastConnectedAt);
    }

    private static final String PROPERTY = "sessionRecord";

    /** The session that the step {@code findSession} found. */
    public static Session of(Exchange exchange) {
        Session session = exchange.getProperty(PROPERTY, Session.class);
        if (session == null) {
            throw new IllegalStateException("this route needs the step 'findSession' before this one");
        }
        return session;
    }

    /** Empty before the step {@code findSession}. */
    public static Optional<Session> known(Exchange exchange) {
        return Optional.ofNullable(exchange.getProperty(PROPERTY, Session.class));
    }

    /** Who changes this session by the current call, for the event log. */
    public Origin origin(Exchange exchange) {
        return new Origin(
                organizationId,
                id,
                Caller.of(exchange).actor(),
                CallContext.call(exchange),
                CallContext.operationId(exchange));
    }

    /**
     * The same session as its engine reports it now. A name that the engine does not report stays as it was, unless the
     * other name has changed: then it is another account.
     */
    Session confirmed(SessionStatusService.Confirmed now) {
        boolean same = isSameOrUnknown(now.jid(), waJid) && isSameOrUnknown(now.lid(), waLid);
        String jid = same && now.jid() == null ? waJid : now.jid();
        String lid = same && now.lid() == null ? waLid : now.lid();
        String number = jid == null ? null : jid.substring(0, jid.indexOf('@'));
        return new Session(
                id,
                organizationId,
                label,
                engine,
                engineSession,
                now.status(),
                same && now.jid() == null ? phoneNumber : number,
                jid,
                lid,
                createdAt,
                updatedAt,
                lastConnectedAt,
                now.details());
    }

    private static boolean isSameOrUnknown(String now, String before) {
        return now == null || before == null || now.equals(before);
    }

    /** The same session without an account. */
    Session unpaired() {
        return new Session(
                id,
                organizationId,
                label,
                engine,
                engineSession,
                status,
                null,
                null,
                null,
                createdAt,
                updatedAt,
                lastConnectedAt,
                details);
    }

    void attachTo(Exchange exchange) {
        exchange.setProperty(PROPERTY, this);
        CallContext.call(exchange).setOrganization(organizationId);
    }
}
