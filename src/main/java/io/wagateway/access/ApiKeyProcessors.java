package io.wagateway.access;

import com.github.f4b6a3.ulid.Ulid;
import io.wagateway.database.DatabaseClock;
import io.wagateway.database.Quotas;
import io.wagateway.error.NotFoundException;
import io.wagateway.pipeline.CallContext;
import io.wagateway.pipeline.Page;
import java.util.List;
import org.apache.camel.Processor;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.transaction.support.TransactionOperations;

/** The steps of the operations on API keys, by the names that routes give them. */
@Configuration(proxyBeanMethods = false)
class ApiKeyProcessors {

    /** The body becomes the requested page of the organisation's keys. */
    @Bean
    Processor listApiKeys(ApiKeyStore store, ApiKeyUsage usage) {
        return exchange -> {
            Page page = Page.of(exchange);
            Caller caller = Caller.of(exchange);
            List<ApiKeyResponse> found =
                    store.list(caller.organization(), caller.scope(), page.after(), page.limitAndOne()).stream()
                            .map(key -> key.usedAt(usage.unwritten(key.id())))
                            .toList();
            exchange.getMessage().setBody(page.rows(found, ApiKeyResponse::id));
        };
    }

    /** The body becomes the new key, with its secret; 400, 403, 409. */
    @Bean
    Processor createApiKey(ApiKeyStore store, Quotas quotas, TransactionOperations transaction, DatabaseClock clock) {
        return new CreateApiKey(store, quotas, transaction, clock);
    }

    /** 404 if the key of the path does not exist, is revoked, belongs to another organisation, or is beyond the scope. */
    @Bean
    Processor revokeApiKey(ApiKeyAuthenticator keys) {
        return exchange -> {
            String id = CallContext.parameter(exchange, "id");
            Caller caller = Caller.of(exchange);
            if (!Ulid.isValid(id) || !keys.revoke(id, caller.organization(), caller.scope())) {
                throw new NotFoundException("API key not found");
            }
        };
    }
}
