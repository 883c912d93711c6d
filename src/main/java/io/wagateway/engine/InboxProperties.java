package io.wagateway.engine;

import io.wagateway.error.CheckedProperties;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * How engines reach the gateway.
 *
 * @param url the gateway's http or https URL as the engines see it, without a user, a password, a query or a fragment. The
 *     gateway sets it up as the webhook of the accounts that it makes, at entries with an inbox-secret; default none
 */
@ConfigurationProperties("gateway.inbox")
public record InboxProperties(String url) implements CheckedProperties {
    public InboxProperties {
        url = url == null || url.isBlank() ? null : url.strip().replaceAll("/+$", "");
    }

    @Override
    public void check() {
        if (url != null) {
            EngineEntry.checkUrl("gateway.inbox.url", url);
        }
    }
}
