package io.wagateway.session;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.util.List;
import java.util.Map;

/** A session as callers see it, with the progress of its groups' refresh. */
record SessionResponse(@JsonUnwrapped Session session, SessionSync sync) {
    static List<SessionResponse> of(List<Session> sessions, Map<String, SessionSync> syncs) {
        return sessions.stream()
                .map(session -> new SessionResponse(session, syncs.getOrDefault(session.id(), SessionSync.NEVER)))
                .toList();
    }

    String id() {
        return session.id();
    }
}
