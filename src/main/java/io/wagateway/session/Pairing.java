package io.wagateway.session;

import io.wagateway.database.DatabaseClock;
import io.wagateway.engine.EngineClient;
import io.wagateway.engine.EngineOperation;
import io.wagateway.error.ConflictException;
import io.wagateway.error.EngineException;
import io.wagateway.error.NotConnectedException;
import io.wagateway.error.NotFoundException;
import io.wagateway.pipeline.ActiveCall;
import io.wagateway.pipeline.AsyncStep;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.springframework.stereotype.Component;

/**
 * The codes that link an account to its phone, as the engine gets them from WhatsApp. Once a caller has a code, the gateway
 * asks for the status often: somebody is about to use it.
 */
@Component
final class Pairing {
    private static final long DEFAULT_LIFE_MS = 20_000;
    /** No code of WhatsApp's is valid for longer, whatever an engine says. */
    private static final long MAX_LIFE_MS = 600_000;

    private static final int MAX_CODE_LENGTH = 1_000;
    private static final int MAX_PICTURE_LENGTH = 512 * 1024;
    private static final int MAX_PAIRING_CODE_LENGTH = 64;

    /**
     * A code to scan with the phone.
     *
     * @param code the text of the QR code
     * @param expiresAt epoch milliseconds; 20 seconds from now, as with WhatsApp's own codes, if the engine does not say
     */
    record QrCode(String code, long expiresAt) {}

    /** A code to type into the phone. */
    record PairingCode(String code) {}

    private final EngineClient engines;
    private final SessionStatusService statusService;
    private final TransitionWatch transitions;
    private final DatabaseClock clock;

    Pairing(
            EngineClient engines,
            SessionStatusService statusService,
            TransitionWatch transitions,
            DatabaseClock clock) {
        this.engines = engines;
        this.statusService = statusService;
        this.transitions = transitions;
        this.clock = clock;
    }

    CompletableFuture<QrCode> qr(ActiveCall call, Session session) {
        return request(call, session, EngineOperation.QR, "sessionQR", Map.of())
                .thenApply(response -> new QrCode(
                        code(response).orElseThrow(EngineException::invalidResponse),
                        clock.getAsLong() + expiresIn(response)));
    }

    /** @param phone digits */
    CompletableFuture<PairingCode> pairingCode(ActiveCall call, Session session, String phone) {
        return request(call, session, EngineOperation.PAIRING_CODE, "sessionPairingCode", Map.of("phone", phone))
                .thenApply(response -> new PairingCode(text(response.get("code"), MAX_PAIRING_CODE_LENGTH)
                        .orElseThrow(EngineException::invalidResponse)));
    }

    private CompletableFuture<Map<String, Object>> request(
            ActiveCall call, Session session, EngineOperation operation, String operationId, Map<String, Object> more) {
        engines.require(session.engine(), operation, operationId);
        Map<String, Object> request = new HashMap<>(more);
        request.put("session", session.engineSession());
        return rejectConnected(call, session)
                .thenCompose(unpaired -> engines.ask(call, session.engine(), operation, request))
                .whenComplete((response, failure) -> {
                    if (failure == null) {
                        transitions.follow(session);
                    }
                })
                .exceptionallyCompose(failure -> CompletableFuture.failedFuture(translate(failure)));
    }

    /** An engine may return the last code of an account that is already linked. */
    private CompletableFuture<Session> rejectConnected(ActiveCall call, Session session) {
        if (session.status() != SessionStatus.WORKING) {
            return CompletableFuture.completedFuture(session);
        }
        return statusService.confirm(call, session).thenApply(now -> {
            if (now.status() == SessionStatus.WORKING) {
                throw new ConflictException("the session is paired already");
            }
            return now;
        });
    }

    /** An account that the engine does not know, or that is not started, has no code yet. */
    private static Throwable translate(Throwable failure) {
        Throwable cause = AsyncStep.cause(failure);
        return cause instanceof NotConnectedException
                ? new NotFoundException("no QR or pairing code yet; start the session and retry")
                : cause;
    }

    private static Optional<String> code(Map<String, Object> response) {
        Optional<String> code = text(response.get("code"), MAX_CODE_LENGTH);
        return code.isPresent()
                ? code
                : text(response.get("image"), MAX_PICTURE_LENGTH).flatMap(Pairing::inPicture);
    }

    private static Optional<String> inPicture(String base64) {
        try {
            return QrPicture.read(Base64.getMimeDecoder().decode(base64.substring(base64.indexOf(',') + 1)));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static long expiresIn(Map<String, Object> response) {
        return response.get("expiresInMs") instanceof Number millis
                ? Math.min(Math.max(0, millis.longValue()), MAX_LIFE_MS)
                : DEFAULT_LIFE_MS;
    }

    private static Optional<String> text(Object value, int longest) {
        return value instanceof String text && !text.isBlank() && text.length() <= longest
                ? Optional.of(text)
                : Optional.empty();
    }
}
