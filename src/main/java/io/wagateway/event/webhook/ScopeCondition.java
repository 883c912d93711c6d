package io.wagateway.event.webhook;

import io.wagateway.access.Scope;
import org.springframework.jdbc.core.simple.JdbcClient.StatementSpec;

/** The SQL condition that an event is within a scope, on a table or alias; empty if the scope includes everything. */
record ScopeCondition(Scope scope) {
    String on(String events) {
        return (scope.sessions() == null ? "" : " and " + events + ".session_id in (:scopeSessions)")
                + (scope.groups() == null ? "" : " and " + events + ".group_jid in (:scopeGroups)");
    }

    /** Sets its parameters; null for those that it does not have. */
    StatementSpec bind(StatementSpec statement) {
        return statement.param("scopeSessions", scope.sessions()).param("scopeGroups", scope.groups());
    }
}
