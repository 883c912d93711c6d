package io.wagateway;

import io.wagateway.access.KeyProvisioning;
import io.wagateway.route.Provisioning;
import io.wagateway.session.SessionProvisioning;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionOperations;

/** Brings what the configuration declares into the database, all of it or nothing, one node at a time. */
@Component
final class StartProvisioning implements Provisioning {
    private static final Logger LOG = LoggerFactory.getLogger(StartProvisioning.class);

    private final GatewayProperties.Provision declared;
    private final KeyProvisioning keys;
    private final SessionProvisioning sessions;
    private final TransactionOperations transaction;
    private final JdbcClient jdbc;

    StartProvisioning(
            GatewayProperties properties,
            KeyProvisioning keys,
            SessionProvisioning sessions,
            TransactionOperations transaction,
            JdbcClient jdbc) {
        this.declared = properties.provision();
        this.keys = keys;
        this.sessions = sessions;
        this.transaction = transaction;
        this.jdbc = jdbc;
    }

    @Override
    public void run() {
        keys.check(declared.apiKeys());
        sessions.check(declared.sessions());
        transaction.executeWithoutResult(status -> {
            jdbc.sql("select id from provisioning where id = 1 for update")
                    .query(Integer.class)
                    .single();
            keys.provision(declared.apiKeys());
            sessions.provision(declared.sessions());
        });
        if (keys.isEmpty()) {
            LOG.warn("There is no API key yet. The first one is made by gateway.provision.api-keys (name, organization,"
                    + " secret, capabilities), or by somebody whose login token gives 'manage': set"
                    + " gateway.auth.jwt.jwks-uri");
        }
        if (sessions.isEmpty()) {
            LOG.info("There is no session yet. gateway.provision.sessions makes one");
        }
    }
}
