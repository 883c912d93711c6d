package io.wagateway.session;

import io.wagateway.engine.EngineClient;
import io.wagateway.engine.EngineOperation;
import io.wagateway.error.ConflictException;
import io.wagateway.error.EngineException;
import io.wagateway.error.NotConnectedException;
import io.wagateway.error.NotFoundException;
import io.wagateway.pipeline.AsyncStep;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.springframework.stereotype.Component;

/** What links an account: codes for its phone, as the engine has them from WhatsApp. */
@Component
final class Pairing {
    private static final long CODE_LIVES_MS = 20_000;
    /** None of WhatsApp's lives longer, whatever an engine claims. */
    private static final long LONGEST_LIFE_MS = 600_000;

    private static final int LONGEST_CODE = 1_000;
    private static final int LONGEST_PICTURE = 512 * 1024;
    private static final int LONGEST_PAIRING_CODE = 64;

    /**
     * A code to be scanned.
     *
     * @param code what the picture says
     * @param expiresAt epoch milliseconds; as WhatsApp's own codes do, where the engine does not tell
     */
    record QrCode(String code, long expiresAt) {}

    /** A code to be typed into the phone. */
    record PairingCode(String code) {}

    private final EngineClient engines;
    private final SessionStatusService statusService;

    Pairing(EngineClient engines, SessionStatusService statusService) {
        this.engines = engines;
        this.statusService = statusService;
    }

    CompletableFuture<QrCode> qr(String requestId, Session session) {
        return ask(requestId, session, EngineOperation.QR, "sessionQR", Map.of())
                .thenApply(answer -> new QrCode(
                        code(answer).orElseThrow(Pairing::nonsense), System.currentTimeMillis() + expiresIn(answer)));
    }

    /** @param phone digits */
    CompletableFuture<PairingCode> pairingCode(String requestId, Session session, String phone) {
        return ask(requestId, session, EngineOperation.PAIRING_CODE, "sessionPairingCode", Map.of("phone", phone))
                .thenApply(answer -> new PairingCode(
                        text(answer.get("code"), LONGEST_PAIRING_CODE).orElseThrow(Pairing::nonsense)));
    }

    private CompletableFuture<Map<String, Object>> ask(
            String requestId,
            Session session,
            EngineOperation operation,
            String operationId,
            Map<String, Object> more) {
        engines.require(session.engine(), operation, operationId);
        Map<String, Object> question = new HashMap<>(more);
        question.put("session", session.engineSession());
        return refuseConnected(requestId, session)
                .thenCompose(unpaired -> engines.ask(requestId, session.engine(), operation, question))
                .exceptionallyCompose(failure -> CompletableFuture.failedFuture(told(failure)));
    }

    /** An engine may hand out the last code of an account that is linked by now. */
    private CompletableFuture<Session> refuseConnected(String requestId, Session session) {
        if (session.status() != SessionStatus.WORKING) {
            return CompletableFuture.completedFuture(session);
        }
        return statusService.confirm(requestId, session).thenApply(now -> {
            if (now.status() == SessionStatus.WORKING) {
                throw new ConflictException("the session is paired already");
            }
            return now;
        });
    }

    /** An account that the engine does not know, or that does not run, has no code yet. */
    private static Throwable told(Throwable failure) {
        Throwable cause = AsyncStep.cause(failure);
        return cause instanceof NotConnectedException
                ? new NotFoundException("no QR or pairing code yet; start the session and retry")
                : cause;
    }

    private static Optional<String> code(Map<String, Object> answer) {
        Optional<String> code = text(answer.get("code"), LONGEST_CODE);
        return code.isPresent()
                ? code
                : text(answer.get("image"), LONGEST_PICTURE).flatMap(Pairing::inPicture);
    }

    private static Optional<String> inPicture(String base64) {
        try {
            return QrPicture.read(Base64.getMimeDecoder().decode(base64.substring(base64.indexOf(',') + 1)));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static long expiresIn(Map<String, Object> answer) {
        return answer.get("expiresInMs") instanceof Number millis
                ? Math.min(Math.max(0, millis.longValue()), LONGEST_LIFE_MS)
                : CODE_LIVES_MS;
    }

    private static Optional<String> text(Object value, int longest) {
        return value instanceof String text && !text.isBlank() && text.length() <= longest
                ? Optional.of(text)
                : Optional.empty();
    }

    private static EngineException nonsense() {
        return EngineException.error("the engine returned an invalid response");
    }
}
