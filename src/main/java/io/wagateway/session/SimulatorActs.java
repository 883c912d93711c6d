package io.wagateway.session;

import io.wagateway.access.Caller;
import io.wagateway.engine.EngineClient;
import io.wagateway.engine.simulator.SimulatedPhones;
import io.wagateway.engine.simulator.SimulatedPhones.Act;
import io.wagateway.error.NotFoundException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.springframework.stereotype.Component;

/** Does to a group of the simulator what somebody's phone would do. */
@Component
final class SimulatorActs {
    /** Of one organisation, as many as it may have. */
    private static final int MAX_SESSIONS = 10_000;

    private final EngineClient engines;
    private final SimulatedPhones phones;
    private final SessionStore store;

    SimulatorActs(EngineClient engines, SimulatedPhones phones, SessionStore store) {
        this.engines = engines;
        this.phones = phones;
        this.store = store;
    }

    /** 404 if no account of a session that the caller may reach is in the group. */
    void act(Caller caller, String gid, Map<String, Object> input) {
        Act act = Act.of(input);
        List<String> accounts = store.list(caller.organization(), caller.scope().sessions(), "", MAX_SESSIONS).stream()
                .filter(this::isOfSimulator)
                .map(Session::engineSession)
                .filter(Objects::nonNull)
                .toList();
        if (!phones.isInGroup(gid, accounts)) {
            throw new NotFoundException("group not found");
        }
        phones.act(gid, act);
    }

    private boolean isOfSimulator(Session session) {
        return engines.entries().containsKey(session.engine())
                && engines.entries().get(session.engine()).isSimulator();
    }
}
