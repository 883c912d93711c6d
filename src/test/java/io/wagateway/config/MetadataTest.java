package io.wagateway.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What an editor shows an operator about each property. */
class MetadataTest {

    @Test
    void metadata_describesEveryPropertyOfTheGateway() throws IOException {
        assertThat(descriptions())
                .containsOnlyKeys(
                        "gateway.amqp.password",
                        "gateway.amqp.url",
                        "gateway.amqp.username",
                        "gateway.auth.jwt.audience",
                        "gateway.auth.jwt.issuer",
                        "gateway.auth.jwt.jwks-uri",
                        "gateway.auth.jwt.organization-claim",
                        "gateway.auth.jwt.role-claim",
                        "gateway.auth.roles",
                        "gateway.commands.attempts",
                        "gateway.commands.dead-letter-uri",
                        "gateway.commands.reply-addresses",
                        "gateway.commands.reply-uri",
                        "gateway.commands.uri",
                        "gateway.cors.allowed-origins",
                        "gateway.data-dir",
                        "gateway.engines",
                        "gateway.events.retention",
                        "gateway.events.uri",
                        "gateway.group-cache",
                        "gateway.group-refresh",
                        "gateway.group-refresh-rate",
                        "gateway.inbox.url",
                        "gateway.limits.api-keys",
                        "gateway.limits.grants",
                        "gateway.limits.pending-deliveries",
                        "gateway.limits.requests-per-second",
                        "gateway.limits.sessions",
                        "gateway.limits.webhooks",
                        "gateway.provision.api-keys",
                        "gateway.provision.sessions",
                        "gateway.routes-dir",
                        "gateway.session-watch",
                        "gateway.session-watch-rate",
                        "gateway.simulator.accounts",
                        "gateway.simulator.groups",
                        "gateway.webhooks.allow-private-addresses",
                        "gateway.webhooks.encryption-key")
                .allSatisfy((name, description) -> assertThat(description).isNotBlank());
    }

    private static Map<String, String> descriptions() throws IOException {
        Map<String, String> descriptions = new TreeMap<>();
        try (InputStream in = MetadataTest.class.getResourceAsStream("/META-INF/spring-configuration-metadata.json")) {
            for (JsonNode property : new ObjectMapper().readTree(in).get("properties")) {
                String name = property.get("name").asText();
                // Spring Boot describes those of an endpoint itself.
                if (name.startsWith("gateway.")) {
                    descriptions.put(name, property.path("description").asText());
                }
            }
        }
        return descriptions;
    }
}
