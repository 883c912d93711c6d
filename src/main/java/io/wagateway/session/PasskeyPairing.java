package io.wagateway.session;

import io.wagateway.engine.EngineClient;
import io.wagateway.engine.EngineOperation;
import io.wagateway.error.ConflictException;
import io.wagateway.event.log.Origin;
import io.wagateway.pipeline.ActiveCall;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.springframework.stereotype.Component;

/**
 * Links an account whose owner has a passkey. After the scan, WhatsApp sends a challenge. Somebody signs it in a browser,
 * and perhaps compares a code with the phone.
 */
@Component
final class PasskeyPairing {
    private final EngineClient engines;
    private final SessionStatusService statusService;
    private final TransitionWatch transitions;

    PasskeyPairing(EngineClient engines, SessionStatusService statusService, TransitionWatch transitions) {
        this.engines = engines;
        this.statusService = statusService;
        this.transitions = transitions;
    }

    /** What the engine waits for now: {@code {step, publicKey, code}}; 409 if it waits for no passkey. */
    CompletableFuture<Map<String, Object>> read(ActiveCall call, Session session, String operationId) {
        engines.require(session.engine(), EngineOperation.ANSWER_PASSKEY, operationId);
        return required(call, session).thenApply(now -> PasskeyDetails.read(now.details()));
    }

    /** @param credential what the browser made of the challenge */
    CompletableFuture<Session> answer(Origin by, Session session, Map<String, Object> credential) {
        return step(
                by, session, EngineOperation.ANSWER_PASSKEY, PasskeyDetails.ANSWER, Map.of("credential", credential));
    }

    /** The code on the phone is that of the details. */
    CompletableFuture<Session> confirm(Origin by, Session session) {
        return step(by, session, EngineOperation.CONFIRM_PASSKEY, PasskeyDetails.CONFIRM, Map.of());
    }

    private CompletableFuture<Session> step(
            Origin by, Session session, EngineOperation operation, String step, Map<String, Object> more) {
        engines.require(session.engine(), operation, by.operationId());
        Map<String, Object> request = new HashMap<>(more);
        request.put("session", session.engineSession());
        return required(by.call(), session)
                .thenCompose(now -> {
                    Object awaited = PasskeyDetails.read(now.details()).get(PasskeyDetails.STEP);
                    if (!step.equals(awaited)) {
                        throw new ConflictException(
                                "the pairing waits for another step",
                                Map.of(PasskeyDetails.STEP, awaited == null ? "unknown" : awaited));
                    }
                    return engines.ask(by.call(), session.engine(), operation, request);
                })
                .thenCompose(done -> {
                    transitions.follow(session);
                    return statusService.refresh(by, session);
                });
    }

    private CompletableFuture<Session> required(ActiveCall call, Session session) {
        return statusService.readAgain(call, session).thenApply(now -> {
            if (now.status() != SessionStatus.PASSKEY_REQUIRED) {
                throw new ConflictException("the session waits for no passkey");
            }
            return now;
        });
    }
}
