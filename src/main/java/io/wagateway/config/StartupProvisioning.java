package io.wagateway.config;

import io.wagateway.access.KeyProvisioning;
import io.wagateway.access.KeyProvisioningProperties;
import io.wagateway.route.Provisioning;
import io.wagateway.session.SessionProvisioning;
import io.wagateway.session.SessionProvisioningProperties;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionOperations;

/** Stores the declared API keys and sessions in one transaction, one node at a time. */
@Component
final class StartupProvisioning implements Provisioning {
    private static final Logger LOG = LoggerFactory.getLogger(StartupProvisioning.class);

    private final KeyProvisioningProperties declaredKeys;
    private final SessionProvisioningProperties declaredSessions;
    private final KeyProvisioning keys;
    private final SessionProvisioning sessions;
    private final TransactionOperations transaction;
    private final JdbcClient jdbc;

    StartupProvisioning(
            KeyProvisioningProperties declaredKeys,
            SessionProvisioningProperties declaredSessions,
            KeyProvisioning keys,
            SessionProvisioning sessions,
            TransactionOperations transaction,
            JdbcClient jdbc) {
        this.declaredKeys = declaredKeys;
        this.declaredSessions = declaredSessions;
        this.keys = keys;
        this.sessions = sessions;
        this.transaction = transaction;
        this.jdbc = jdbc;
    }

    @Override
    public void run() {
        keys.check(declaredKeys.apiKeys());
        sessions.check(declaredSessions.sessions());
        transaction.executeWithoutResult(status -> {
            jdbc.sql("select id from provisioning where id = 1 for update")
                    .query(Integer.class)
                    .single();
            keys.provision(declaredKeys.apiKeys());
            sessions.provision(declaredSessions.sessions());
        });
        if (keys.isEmpty()) {
            LOG.warn("There is no API key yet. The first one is made by gateway.provision.api-keys (name, organization,"
                    + " secret, capabilities), or by a caller whose login token grants 'manage': set"
                    + " gateway.auth.jwt.jwks-uri");
        }
        if (sessions.isEmpty()) {
            LOG.info("There is no session yet. gateway.provision.sessions makes one");
        }
    }
}
