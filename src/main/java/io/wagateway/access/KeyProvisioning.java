package io.wagateway.access;

import com.github.f4b6a3.ulid.UlidCreator;
import io.wagateway.database.DatabaseClock;
import io.wagateway.error.StartupException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.env.Environment;
import org.springframework.core.env.Profiles;
import org.springframework.stereotype.Component;

/** Stores the declared API keys. */
@Component
public class KeyProvisioning {
    private static final Logger LOG = LoggerFactory.getLogger(KeyProvisioning.class);

    private final ApiKeyStore store;
    private final ApiKeyAuthenticator keys;
    private final boolean demo;
    private final DatabaseClock clock;

    KeyProvisioning(ApiKeyStore store, ApiKeyAuthenticator keys, Environment environment, DatabaseClock clock) {
        this.store = store;
        this.keys = keys;
        this.demo = environment.acceptsProfiles(Profiles.of("demo"));
        this.clock = clock;
    }

    /** Rejects a key that is weak, that has no name or organisation, or that is declared twice. */
    public void check(List<ProvisionedKey> declared) {
        Set<String> secrets = new HashSet<>();
        Set<List<String>> names = new HashSet<>();
        for (int i = 0; i < declared.size(); i++) {
            ProvisionedKey key = declared.get(i);
            String at = at(i);
            StartupException.requireName(at + ".name", key.name());
            StartupException.requireName(at + ".organization", key.organization());
            if (!ApiKey.isSecret(key.secret())) {
                throw StartupException.secret(
                        at + ".secret", "weak or missing: a secret is wa_ and 32 to 512 of A-Z, a-z, 0-9 and _");
            }
            if (!demo && ApiKey.isDemo(ApiKey.sha256(key.secret()))) {
                throw StartupException.secret(
                        at + ".secret", "a key of the demo, which everybody knows: create your own");
            }
            if (!secrets.add(key.secret())) {
                throw StartupException.secret(at + ".secret", "another key has the same secret: each needs its own");
            }
            if (!names.add(List.of(key.organization(), key.name()))) {
                throw StartupException.property(at + ".name", key.name(), "declared twice in one organisation");
            }
        }
    }

    /** Whether the database has no key, not even a revoked one. */
    public boolean isEmpty() {
        return store.isEmpty();
    }

    public void provision(List<ProvisionedKey> declared) {
        for (int i = 0; i < declared.size(); i++) {
            provision(at(i), declared.get(i));
        }
    }

    private void provision(String at, ProvisionedKey declared) {
        String sha256 = ApiKey.sha256(declared.secret());
        Optional<ApiKey> known = store.findProvisioned(declared.organization(), declared.name());
        Optional<ApiKey> sameSecret = store.findBySecret(sha256);
        if (sameSecret.isPresent() && !sameSecret.map(ApiKey::id).equals(known.map(ApiKey::id))) {
            throw StartupException.secret(
                    at + ".secret",
                    "the stored key '" + sameSecret.get().name() + "' has the same secret: each needs its own");
        }
        if (known.isPresent() && known.get().revokedAt() != null) {
            LOG.warn("{}: key '{}' was revoked through the API and stays revoked", at, declared.name());
            return;
        }
        ApiKey key = new ApiKey(
                known.map(ApiKey::id)
                        .orElseGet(() -> UlidCreator.getMonotonicUlid().toString()),
                declared.organization(),
                declared.name(),
                sha256,
                declared.capabilities(),
                known.map(ApiKey::createdAt).orElseGet(clock::getAsLong),
                declared.expiresAt() == null ? null : declared.expiresAt().toEpochMilli(),
                null,
                true,
                declared.scope() == null ? Scope.ALL : declared.scope().toScope());
        if (known.isPresent()) {
            store.update(key);
            keys.invalidate(known.get().secretSha256());
        } else {
            if (store.isNameInUse(declared.organization(), Scope.ALL, declared.name())) {
                LOG.warn("{}: key '{}' was also created through the API; both are valid", at, declared.name());
            }
            store.insert(key);
        }
    }

    private static String at(int index) {
        return "gateway.provision.api-keys[" + index + "]";
    }
}
