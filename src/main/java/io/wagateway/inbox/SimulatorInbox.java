package io.wagateway.inbox;

import io.wagateway.engine.EngineClient;
import io.wagateway.engine.simulator.SimulatedPhones;
import io.wagateway.group.stored.HintedGroups;
import io.wagateway.session.HintedSessions;
import java.util.Collection;
import org.springframework.stereotype.Component;

/** The simulator needs no webhooks: what its phones do is a hint at once. */
@Component
final class SimulatorInbox {
    private final EngineClient engines;
    private final HintedSessions sessions;
    private final HintedGroups groups;

    SimulatorInbox(EngineClient engines, HintedSessions sessions, HintedGroups groups, SimulatedPhones phones) {
        this.engines = engines;
        this.sessions = sessions;
        this.groups = groups;
        phones.onChange(this::changed);
    }

    private void changed(String gid, Collection<String> accounts) {
        engines.entries().forEach((entry, engine) -> {
            if (engine.isSimulator()) {
                accounts.forEach(
                        account -> sessions.find(entry, account).forEach(session -> groups.hint(session, gid)));
            }
        });
    }
}
