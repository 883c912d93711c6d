package io.wagateway.session;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** The sessions of all organisations. Only this class separates the organisations. */
@Component
public class Sessions {
    private static final int MAX_ID_LENGTH = 128;

    /** The longest delay until this node sees a change of another node. */
    private static final Duration CACHED = Duration.ofSeconds(2);

    private final SessionStore store;
    /** Also what does not exist, so that to ask for it again and again costs no query. */
    private final Cache<String, Optional<Session>> byId =
            Caffeine.newBuilder().maximumSize(10_000).expireAfterWrite(CACHED).build();

    Sessions(SessionStore store) {
        this.store = store;
    }

    /** Empty if there is no such session, or if it is another organisation's; a caller cannot tell which. */
    public Optional<Session> find(String id, String organization) {
        if (id.isEmpty() || id.length() > MAX_ID_LENGTH || id.indexOf('\0') >= 0) {
            return Optional.empty();
        }
        return byId.get(id, store::find)
                .filter(session -> session.organizationId().equals(organization));
    }

    /** Makes a change to a session, or a new one, visible at once on this node. Call it after the commit. */
    void invalidate(String id) {
        byId.invalidate(id);
    }
}
