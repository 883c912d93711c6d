package io.wagateway.session;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** The sessions of all organisations; whose they are is told apart here and nowhere else. */
@Component
public class Sessions {
    private static final int LONGEST_ID = 128;

    /** What another node changed is noticed after this at the latest. */
    private static final Duration CACHED = Duration.ofSeconds(2);

    private final SessionStore store;
    private final Cache<String, Session> byId =
            Caffeine.newBuilder().maximumSize(10_000).expireAfterWrite(CACHED).build();

    Sessions(SessionStore store) {
        this.store = store;
    }

    /** Empty where there is no such session, or where it is another organisation's: nobody can tell which. */
    public Optional<Session> find(String id, String organization) {
        if (id.isEmpty() || id.length() > LONGEST_ID || id.indexOf('\0') >= 0) {
            return Optional.empty();
        }
        return Optional.ofNullable(byId.get(id, key -> store.find(key).orElse(null)))
                .filter(session -> session.organizationId().equals(organization));
    }

    /** Makes a change to a session count at once on this node. */
    void forget(String id) {
        byId.invalidate(id);
    }
}
