package io.wagateway.session;

import io.wagateway.engine.EngineClient;
import io.wagateway.engine.EngineEntry;
import io.wagateway.engine.simulator.Simulator;
import io.wagateway.error.ConflictException;
import io.wagateway.error.NotFoundException;
import io.wagateway.error.NotImplementedException;
import io.wagateway.event.log.Origin;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.springframework.stereotype.Component;

/** Pairs a session of the simulator, as a phone does that scans the code. */
@Component
final class SimulatorPairing {
    private final EngineClient engines;
    private final Simulator simulator;
    private final SessionStatusService statusService;

    SimulatorPairing(EngineClient engines, Simulator simulator, SessionStatusService statusService) {
        this.engines = engines;
        this.simulator = simulator;
        this.statusService = statusService;
    }

    /**
     * Scans the code.
     *
     * @param phone number of the account, digits; null: the simulator chooses
     * @param passkey whether the account has a passkey, which is then asked for
     */
    CompletableFuture<Session> scan(Origin by, Session session, String phone, boolean passkey) {
        EngineEntry entry = engines.entries().get(session.engine());
        if (entry != null && !entry.isSimulator()) {
            throw NotImplementedException.byEngine(entry.kind(), "scanSimulatedCode");
        }
        Map<String, Object> response = simulator.accounts().scan(session.engineSession(), phone, passkey);
        if ("paired".equals(response.get("refusal"))) {
            throw new ConflictException("the session is paired already");
        }
        if ("taken".equals(response.get("refusal"))) {
            // Not whose it is: that may be another organisation's.
            throw new ConflictException(
                    "this number is in use", Map.of("phone", "must be: a number that no other account has"));
        }
        if (!response.isEmpty()) {
            throw new NotFoundException("no QR or pairing code yet; start the session and retry");
        }
        return statusService.refresh(by, session);
    }
}
