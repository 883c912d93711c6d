package io.wagateway.access;

import com.github.f4b6a3.ulid.Ulid;
import io.wagateway.error.NotFoundException;
import io.wagateway.pipeline.CallContext;
import io.wagateway.pipeline.Page;
import java.util.List;
import org.apache.camel.Processor;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The steps of the operations on API keys, by the names that routes give them. */
@Configuration(proxyBeanMethods = false)
class ApiKeyProcessors {

    /** Leaves the part of the organisation's keys that was asked for as the body. */
    @Bean
    Processor listApiKeys(ApiKeyStore store, ApiKeyUsage uses) {
        return exchange -> {
            Page page = Page.of(exchange);
            List<ApiKeyResponse> found =
                    store.list(Caller.of(exchange).organization(), page.after(), page.limitAndOne()).stream()
                            .map(key -> key.usedAt(uses.unwritten(key.id())))
                            .toList();
            exchange.getMessage().setBody(page.rows(found, ApiKeyResponse::id));
        };
    }

    /** Leaves the new key, with its secret, as the body; 400, 403, 409. */
    @Bean
    Processor createApiKey(ApiKeyStore store) {
        return new CreateApiKey(store, System::currentTimeMillis);
    }

    /** 404 where the key that the path names does not exist, is revoked, or is not the caller's organisation's. */
    @Bean
    Processor revokeApiKey(ApiKeyAuthenticator keys) {
        return exchange -> {
            String id = CallContext.parameter(exchange, "id");
            if (!Ulid.isValid(id) || !keys.revoke(id, Caller.of(exchange).organization())) {
                throw new NotFoundException("API key not found");
            }
        };
    }
}
