package io.wagateway.access;

import com.github.f4b6a3.ulid.UlidCreator;
import io.wagateway.database.Quotas;
import io.wagateway.error.ConflictException;
import io.wagateway.error.ForbiddenException;
import io.wagateway.error.InvalidRequestException;
import io.wagateway.pipeline.CallContext;
import io.wagateway.pipeline.KeptAnswer;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Step {@code createApiKey}: creates a key for the caller's organisation that may do no more than the caller, reaches no
 * further and lives no longer.
 */
record CreateApiKey(ApiKeyStore store, Quotas quotas, TransactionOperations transaction, LongSupplier clock)
        implements Processor {
    private static final int CREATED = 201;

    @Override
    public void process(Exchange exchange) {
        Caller caller = Caller.of(exchange);
        Map<String, Object> input = CallContext.input(exchange);
        long now = clock.getAsLong();
        String name = (String) input.get("name");
        Long expiresAt = expiresAt((Number) input.get("expiresAt"), caller.expiresAt(), now);
        List<Capability> capabilities = capabilities((List<?>) input.get("capabilities"), caller);
        Scope scope = scope((Map<?, ?>) input.get("scope"), caller.scope());
        String secret = ApiKey.newSecret();
        ApiKey key = new ApiKey(
                UlidCreator.getMonotonicUlid().toString(),
                caller.organization(),
                name,
                ApiKey.sha256(secret),
                Set.copyOf(capabilities),
                now,
                expiresAt,
                null,
                false,
                scope);
        CreatedApiKeyResponse response =
                new CreatedApiKeyResponse(key.id(), name, secret, capabilities, scope.orNull(), now, expiresAt);
        insert(key, caller.scope(), () -> KeptAnswer.of(exchange)
                .ifPresent(answer -> answer.keep(CREATED, response.withoutSecret())));
        exchange.getMessage().setBody(response);
    }

    /** @param latest of the creator's own key; null: it never expires */
    private static Long expiresAt(Number requested, Long latest, long now) {
        if (requested == null) {
            return latest;
        }
        if (latest != null && requested.longValue() > latest) {
            throw InvalidRequestException.validation(
                    "expiresAt is later than the expiry of the key that creates this one",
                    Map.of("expiresAt", "must be: at most " + latest + ", or absent, which is the same"));
        }
        if (requested.longValue() <= now) {
            throw InvalidRequestException.validation(
                    "expiresAt is in the past",
                    Map.of("expiresAt", "must be: epoch milliseconds in the future, or null"));
        }
        return requested.longValue();
    }

    private static List<Capability> capabilities(List<?> wireNames, Caller caller) {
        List<Capability> requested = wireNames.stream()
                .map(name -> Capability.of((String) name))
                .sorted()
                .toList();
        for (Capability capability : requested) {
            if (!caller.capabilities().contains(capability)) {
                throw new ForbiddenException(
                        "a key can have only capabilities of its creator, who lacks '" + capability.wireName() + "'",
                        Map.of("capability", capability.wireName()));
            }
        }
        return requested;
    }

    private static Scope scope(Map<?, ?> input, Scope creator) {
        Scope requested = Scope.of(input);
        if (!creator.includes(requested)) {
            throw new ForbiddenException(
                    "a key can reach only what its creator reaches: send a scope within that of the creator",
                    Map.of("scope", creator));
        }
        return requested;
    }

    private void insert(ApiKey key, Scope creator, Runnable inTransaction) {
        if (store.isNameInUse(key.organization(), creator, key.name())) {
            throw nameInUse();
        }
        try {
            transaction.executeWithoutResult(status -> {
                quotas.requireRoomForApiKey(key.organization());
                store.insert(key, creator);
                inTransaction.run();
            });
        } catch (DuplicateKeyException e) {
            // Another request has used the name in between.
            throw nameInUse();
        }
    }

    private static ConflictException nameInUse() {
        return new ConflictException(
                "an API key of this name exists already: revoke it, or use another name",
                Map.of("name", "must be: a name that no other key of the organisation has"));
    }
}
