package io.wagateway.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.wagateway.access.AuthProperties;
import io.wagateway.access.Capability;
import io.wagateway.access.KeyProvisioningProperties;
import io.wagateway.command.CommandProperties;
import io.wagateway.database.LimitProperties;
import io.wagateway.engine.EngineProperties;
import io.wagateway.engine.InboxProperties;
import io.wagateway.engine.simulator.Role;
import io.wagateway.engine.simulator.SimulatorProperties;
import io.wagateway.error.CheckedProperties;
import io.wagateway.event.EventProperties;
import io.wagateway.event.relay.AmqpProperties;
import io.wagateway.event.relay.RelayProperties;
import io.wagateway.event.webhook.WebhookProperties;
import io.wagateway.group.GroupProperties;
import io.wagateway.group.stored.RefreshProperties;
import io.wagateway.http.CorsProperties;
import io.wagateway.route.RouteProperties;
import io.wagateway.session.SessionProperties;
import io.wagateway.session.SessionProvisioningProperties;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.core.io.ByteArrayResource;

/** Contract section 8: which configurations are bound, and the one line about those that are not. */
class ConfigurationTest {
    /** The part of the gateway that binds and checks its configuration. */
    @Configuration(proxyBeanMethods = false)
    @Import(PropertiesConfiguration.class)
    @EnableConfigurationProperties({
        AmqpProperties.class,
        AuthProperties.class,
        CommandProperties.class,
        CorsProperties.class,
        DataProperties.class,
        EngineProperties.class,
        EventProperties.class,
        GroupProperties.class,
        InboxProperties.class,
        KeyProvisioningProperties.class,
        LimitProperties.class,
        RefreshProperties.class,
        RelayProperties.class,
        RouteProperties.class,
        SessionProperties.class,
        SessionProvisioningProperties.class,
        SimulatorProperties.class,
        WebhookProperties.class
    })
    static class Binding {}

    private record Bound(Collection<CheckedProperties> records) {
        <T extends CheckedProperties> T get(Class<T> type) {
            return records.stream()
                    .filter(type::isInstance)
                    .map(type::cast)
                    .findFirst()
                    .orElseThrow();
        }
    }

    @Test
    void everyNameOfTheContract_isBound() {
        Bound bound = bind("""
                gateway:
                  data-dir: ./elsewhere
                  routes-dir: ./own-routes
                  group-cache: 500ms
                  group-refresh: 30m
                  group-refresh-rate: 5
                  session-watch-rate: 50
                  auth:
                    jwt:
                      jwks-uri: https://frontend.example/api/auth/jwks
                      issuer: https://frontend.example
                      audience: gateway
                      organization-claim: $.org.id
                      role-claim: $.realm_access.roles
                    roles: { owner: [read, send, manage], "[org:admin]": [read], none: [] }
                  provision:
                    api-keys:
                      - { name: ops, organization: org_a, secret: wa_00000000000000000000000000000000, capabilities: [read, send] }
                      - { name: none, organization: org_a, secret: wa_11111111111111111111111111111111, capabilities: [] }
                    sessions:
                      - { id: 01HZ0SESSION0000000000000, organization: org_a, label: Demo phone, engine: simulator, engine-session: 6281111111111@s.whatsapp.net }
                  engines:
                    simulator: { kind: simulator }
                    waha-eu:   { kind: waha, url: "http://127.0.0.1:3000", secret: s3cret, timeout: 20s, max-concurrent-calls: 7, inbox-secret: 0123456789abcdef }
                  inbox: { url: "http://gateway:8080/" }
                  simulator:
                    accounts:
                      - { jid: 6281111111111@s.whatsapp.net, lid: 111111111111111@lid, connected: false, latency: 5ms, rate-limit: 60/m }
                    groups:
                      - jid: 120363041234567890@g.us
                        subject: Project Team
                        description: Who does what
                        announce: true
                        locked: true
                        created-at: 2024-05-01T12:00:00Z
                        members:
                          - { jid: 6281111111111@s.whatsapp.net, lid: 111111111111111@lid, role: superadmin }
                          - { lid: 222222222222222@lid }
                  cors:
                    allowed-origins: ["https://frontend.example", "http://127.0.0.1:5173"]
                  events:
                    uri:
                  commands:
                    uri:
                  webhooks:
                    allow-private-addresses: true
                  amqp: { url: "amqp://127.0.0.1:5672", username: gateway, password: s3cret }
                """);
        assertThat(bound.get(DataProperties.class).dataDir()).isEqualTo("./elsewhere");
        assertThat(bound.get(RouteProperties.class).routesDir()).isEqualTo("./own-routes");
        assertThat(bound.get(GroupProperties.class).groupCache()).isEqualTo(Duration.ofMillis(500));
        assertThat(bound.get(RefreshProperties.class).groupRefresh()).isEqualTo(Duration.ofMinutes(30));
        assertThat(bound.get(RefreshProperties.class).groupRefreshRate()).isEqualTo(5);
        assertThat(bound.get(SessionProperties.class).sessionWatchRate()).isEqualTo(50);
        assertThat(bound.get(AuthProperties.class).jwt().jwksUri()).isEqualTo("https://frontend.example/api/auth/jwks");
        assertThat(bound.get(AuthProperties.class).jwt().issuer()).isEqualTo("https://frontend.example");
        assertThat(bound.get(AuthProperties.class).jwt().audience()).isEqualTo("gateway");
        assertThat(bound.get(AuthProperties.class).jwt().organizationClaim()).isEqualTo("$.org.id");
        assertThat(bound.get(AuthProperties.class).jwt().roleClaim()).isEqualTo("$.realm_access.roles");
        assertThat(bound.get(AuthProperties.class).roles())
                .isEqualTo(Map.of(
                        "owner",
                        Set.of(Capability.values()),
                        "org:admin",
                        Set.of(Capability.READ),
                        "none",
                        Set.<Capability>of()));
        assertThat(bound.get(KeyProvisioningProperties.class).apiKeys().get(0).capabilities())
                .containsExactlyInAnyOrder(Capability.READ, Capability.SEND);
        assertThat(bound.get(KeyProvisioningProperties.class).apiKeys().get(1).capabilities())
                .isEmpty();
        assertThat(bound.get(SessionProvisioningProperties.class)
                        .sessions()
                        .get(0)
                        .engineSession())
                .isEqualTo("6281111111111@s.whatsapp.net");
        assertThat(bound.get(EngineProperties.class).engines().get("waha-eu").url())
                .isEqualTo("http://127.0.0.1:3000");
        assertThat(bound.get(EngineProperties.class).engines().get("waha-eu").secret())
                .isEqualTo("s3cret");
        assertThat(bound.get(EngineProperties.class).engines().get("waha-eu").timeout())
                .isEqualTo(Duration.ofSeconds(20));
        assertThat(bound.get(EngineProperties.class).engines().get("simulator").timeout())
                .isEqualTo(Duration.ofSeconds(15));
        assertThat(bound.get(EngineProperties.class).engines().get("waha-eu").maxConcurrentCalls())
                .isEqualTo(7);
        assertThat(bound.get(EngineProperties.class).engines().get("simulator").maxConcurrentCalls())
                .isEqualTo(1_024);
        assertThat(bound.get(SimulatorProperties.class).accounts().get(0).connected())
                .isFalse();
        assertThat(bound.get(SimulatorProperties.class).accounts().get(0).latency())
                .isEqualTo(Duration.ofMillis(5));
        assertThat(bound.get(SimulatorProperties.class).groups().get(0).description())
                .isEqualTo("Who does what");
        assertThat(bound.get(SimulatorProperties.class).groups().get(0).announce())
                .isTrue();
        assertThat(bound.get(SimulatorProperties.class).groups().get(0).locked())
                .isTrue();
        assertThat(bound.get(SimulatorProperties.class).groups().get(0).createdAt())
                .isEqualTo("2024-05-01T12:00:00Z");
        assertThat(bound.get(SimulatorProperties.class)
                        .groups()
                        .get(0)
                        .members()
                        .get(0)
                        .role())
                .isEqualTo(Role.SUPERADMIN);
        assertThat(bound.get(SimulatorProperties.class)
                        .groups()
                        .get(0)
                        .members()
                        .get(1)
                        .role())
                .isEqualTo(Role.MEMBER);
        assertThat(bound.get(CorsProperties.class).allowedOrigins())
                .containsExactly("https://frontend.example", "http://127.0.0.1:5173");
        assertThat(bound.get(WebhookProperties.class).allowPrivateAddresses()).isTrue();
        assertThat(bound.get(AmqpProperties.class))
                .isEqualTo(new AmqpProperties("amqp://127.0.0.1:5672", "gateway", "s3cret"));
    }

    /** Each is another way to configure nothing. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "gateway:",
                "gateway: { provision: }",
                "gateway: { provision: { api-keys: , sessions: } }",
                "gateway: { provision: { api-keys: [], sessions: [] }, simulator: { accounts: [], groups: [] } }",
                "gateway: { auth: , engines: , simulator: , cors: , events: , commands: , webhooks: }",
                "gateway: { auth: { jwt: , roles: }, engines: {}, cors: { allowed-origins: [] } }",
                "gateway: { auth: { jwt: { jwks-uri: '', issuer: '', audience: '' } }, group-cache: '' }",
                "gateway: { data-dir: '', routes-dir: '', events: { uri: '' }, commands: { uri: '' } }",
                "gateway: { engines: { simulator: } }",
                "gateway: { amqp: { url: '', username: '', password: '' } }",
            })
    void configuration_leftEmpty_isAsAbsent(String yaml) {
        Bound bound = bind(yaml);
        assertThat(bound.get(DataProperties.class).dataDir()).isEqualTo("data");
        assertThat(bound.get(RouteProperties.class).routesDir()).isNull();
        assertThat(bound.get(GroupProperties.class).groupCache()).isEqualTo(Duration.ofSeconds(2));
        assertThat(bound.get(RefreshProperties.class).groupRefresh()).isEqualTo(Duration.ofMinutes(15));
        assertThat(bound.get(RefreshProperties.class).groupRefreshRate()).isEqualTo(2);
        assertThat(bound.get(SessionProperties.class).sessionWatchRate()).isEqualTo(200);
        assertThat(bound.get(AuthProperties.class).jwt().jwksUri()).isNull();
        assertThat(bound.get(AuthProperties.class).jwt().issuer()).isNull();
        assertThat(bound.get(AuthProperties.class).jwt().audience()).isNull();
        assertThat(bound.get(AuthProperties.class).jwt().organizationClaim()).isEqualTo("$.org");
        assertThat(bound.get(AuthProperties.class).roles()).containsOnlyKeys("owner", "admin", "member", "viewer");
        assertThat(bound.get(KeyProvisioningProperties.class).apiKeys()).isEmpty();
        assertThat(bound.get(SessionProvisioningProperties.class).sessions()).isEmpty();
        assertThat(bound.get(EngineProperties.class).engines()).containsOnlyKeys("simulator");
        assertThat(bound.get(SimulatorProperties.class).accounts()).isEmpty();
        assertThat(bound.get(CorsProperties.class).allowedOrigins()).isEmpty();
        assertThat(bound.get(WebhookProperties.class).allowPrivateAddresses()).isFalse();
        assertThat(bound.get(AmqpProperties.class).url()).isNull();
    }

    @Test
    void maps_configured_replaceTheDefaults() {
        Bound bound = bind("gateway: { auth: { roles: { boss: [manage] } }, engines: { mine: { kind: simulator } } }");
        assertThat(bound.get(AuthProperties.class).roles()).isEqualTo(Map.of("boss", Set.of(Capability.MANAGE)));
        assertThat(bound.get(EngineProperties.class).engines()).containsOnlyKeys("mine");
    }

    @Test
    void names_inOtherForms_andKeysWithDots_areBound() {
        Bound bound = bind("gateway: { dataDir: ./elsewhere, auth: { roles: { com.example.boss: [manage] } } }");
        assertThat(bound.get(DataProperties.class).dataDir()).isEqualTo("./elsewhere");
        assertThat(bound.get(AuthProperties.class).roles())
                .isEqualTo(Map.of("com.example.boss", Set.of(Capability.MANAGE)));
    }

    /** Kubernetes names a service called gateway in the environment of every pod. */
    @Test
    void environmentVariables_bindAndThoseOfOthersDoNoHarm() {
        Bound bound = bind(
                "{}",
                Map.of(
                        "GATEWAY_SERVICE_HOST", "10.0.0.1",
                        "GATEWAY_PORT", "tcp://10.0.0.1:8080",
                        "GATEWAY_PORT_8080_TCP_ADDR", "10.0.0.1",
                        "GATEWAY_AUTH_JWT_JWKS_URI", "",
                        "GATEWAY_AUTH_JWT_ISSUER", "https://frontend.example",
                        "GATEWAY_DATA_DIR", "/var/lib/gateway",
                        "GATEWAY_CORS_ALLOWED_ORIGINS", "https://a.example,https://b.example",
                        "GATEWAY_ENGINES_EU_KIND", "simulator"));
        assertThat(bound.get(AuthProperties.class).jwt().jwksUri()).isNull();
        assertThat(bound.get(AuthProperties.class).jwt().issuer()).isEqualTo("https://frontend.example");
        assertThat(bound.get(DataProperties.class).dataDir()).isEqualTo("/var/lib/gateway");
        assertThat(bound.get(CorsProperties.class).allowedOrigins())
                .containsExactly("https://a.example", "https://b.example");
        assertThat(bound.get(EngineProperties.class).engines()).containsOnlyKeys("eu");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
                    group-cache: abc                            | gateway.group-cache = 'abc': a duration, for example 500ms, 2s or 1m
                    group-cache: 3s                             | gateway.group-cache = '3000ms': 0s to 2s
                    group-cache: -1s                            | gateway.group-cache = '-1000ms': 0s to 2s
                    group-refresh: 59s                          | gateway.group-refresh = '59000ms': 0s (never), or 1m to 24h
                    group-refresh: 25h                          | gateway.group-refresh = '90000000ms': 0s (never), or 1m to 24h
                    group-refresh: -1m                          | gateway.group-refresh = '-60000ms': 0s (never), or 1m to 24h
                    group-refresh-rate: 0                       | gateway.group-refresh-rate = '0': 1 to 1000 groups a second
                    session-watch-rate: 9                       | gateway.session-watch-rate = '9': 10 to 1000 sessions a second
                    session-watch-rate: 1001                    | gateway.session-watch-rate = '1001': 10 to 1000 sessions a second
                    group-refresh-rate: 1001                    | gateway.group-refresh-rate = '1001': 1 to 1000 groups a second
                    session-watch: 31s                          | gateway.session-watch = '31000ms': 1s to 30s, or 0s
                    session-watch: 500ms                        | gateway.session-watch = '500ms': 1s to 30s, or 0s
                    nosuch: 1                                   | gateway.nosuch: there is no such property; gateway takes data-dir, engines, group-cache, group-refresh, group-refresh-rate, routes-dir, session-watch, session-watch-rate, amqp, auth, commands, cors, events, inbox, limits, provision, simulator, webhooks
                    gateway-cors: 1                             | gateway.gateway-cors: there is no such property; gateway takes data-dir, engines, group-cache, group-refresh, group-refresh-rate, routes-dir, session-watch, session-watch-rate, amqp, auth, commands, cors, events, inbox, limits, provision, simulator, webhooks
                    group-cache: { at-most: 1s }                | gateway.group-cache.at-most: there is no such property
                    events: { url: "kafka:a?x=hunter2" }        | gateway.events.url: there is no such property; gateway.events takes retention, uri
                    events: kafka:hunter2                       | gateway.events: takes retention, uri
                    provision: { sessions: { first: { id: a } } } | gateway.provision.sessions.first.id: there is no such property
                    engines: { eu: { kind: simulator, tls: { mode: strict } } } | gateway.engines.eu.tls.mode: there is no such property; gateway.engines.eu takes kind, url, secret, timeout, max-concurrent-calls, organizations, inbox-secret
                    auth: { jwt: { jwks: x } }                  | gateway.auth.jwt.jwks: there is no such property; gateway.auth.jwt takes jwks-uri, issuer, audience, organization-claim, role-claim
                    provision: { api-keys: [ { name: a, sekret: wa_hunter2 } ] } | gateway.provision.api-keys[0].sekret: there is no such property; gateway.provision.api-keys[0] takes name, organization, secret, capabilities, expires-at, scope
                    auth: { jwt: { jwks-uri: "ftp://host/x" } } | gateway.auth.jwt.jwks-uri = 'ftp://host/x': an absolute http or https URL
                    auth: { jwt: { jwks-uri: "ftp://me:hunter2@host/x?k=hunter2" } } | gateway.auth.jwt.jwks-uri: an absolute http or https URL
                    auth: { jwt: { jwks-uri: "https://me:hun ter2@host/x" } } | gateway.auth.jwt.jwks-uri: an absolute http or https URL
                    auth: { jwt: { jwks-uri: "mailto:me:hunter2@host" } } | gateway.auth.jwt.jwks-uri: an absolute http or https URL
                    auth: { jwt: { jwks-uri: "https:///me:hunter2" } } | gateway.auth.jwt.jwks-uri: an absolute http or https URL
                    auth: { jwt: { jwks-uri: "https://h h/?k=a'hunter2" } } | gateway.auth.jwt.jwks-uri: an absolute http or https URL
                    group-cache: 999999999999d                  | gateway.group-cache = 'PT23999999999976H': at most 36500d
                    events: { retention: 36501d }               | gateway.events.retention = 'PT876024H': at most 36500d
                    engines: { eu: { kind: x, timeout: 999999999999d } } | gateway.engines.eu.timeout = 'PT23999999999976H': at most 36500d
                    simulator: { accounts: [ { jid: 1@s.whatsapp.net, latency: 99999999999d } ] } | gateway.simulator.accounts[0].latency = 'PT2399999999976H': at most 36500d
                    simulator: { groups: [ { jid: 1@g.us, created-at: "+1000000000-12-31T23:59:59Z" } ] } | gateway.simulator.groups[0].created-at = '+1000000000-12-31T23:59:59Z': between 1970-01-01T00:00:00Z and 9999-12-31T23:59:59Z
                    provision: { api-keys: [ { expires-at: "+1000000000-12-31T23:59:59Z" } ] } | gateway.provision.api-keys[0].expires-at = '+1000000000-12-31T23:59:59Z': between 1970-01-01T00:00:00Z and 9999-12-31T23:59:59Z
                    data-dir: "a\\0b"                            | gateway.data-dir = 'a b': a path
                    routes-dir: "a\\0b"                          | gateway.routes-dir = 'a b': a path
                    cors: { allowed-origins: ["https://a.b:99999"] } | gateway.cors.allowed-origins[0] = 'https://a.b:99999': an exact origin as a browser sends it, for example https://frontend.example
                    auth: { roles: { owner: [read, fly] } }     | gateway.auth.roles.owner[1] = 'fly': one of read, send, manage
                    provision: { api-keys: [ { capabilities: [fly] } ] } | gateway.provision.api-keys[0].capabilities[0] = 'fly': one of read, send, manage
                    provision: { api-keys: [ wa_hunter2 ] }     | gateway.provision.api-keys[0]: takes name, organization, secret, capabilities, expires-at, scope
                    provision: { api-keys: [ { name: a, organization: o, secret: wa_00000000000000000000000000000000, scope: } ] } | gateway.provision.api-keys[0].scope: takes sessions, groups or both; leave it out to narrow nothing
                    provision: { api-keys: [ { name: a, organization: o, secret: wa_00000000000000000000000000000000, scope: { sessions: [] } } ] } | gateway.provision.api-keys[0].scope.sessions = '0 names': 1 to 100, each once; leave it out for all
                    provision: { api-keys: [ { name: a, organization: o, secret: wa_00000000000000000000000000000000, scope: { groups: [ 1@g.us, 1@g.us ] } } ] } | gateway.provision.api-keys[0].scope.groups = '2 names': 1 to 100, each once; leave it out for all
                    provision: { api-keys: [ { name: a, organization: o, secret: wa_00000000000000000000000000000000, scope: { groups: [ team ] } } ] } | gateway.provision.api-keys[0].scope.groups[0] = 'team': a group JID, for example 120363041234567890@g.us
                    provision: { api-keys: [ { name: a, organization: o, secret: wa_00000000000000000000000000000000, scope: { sessions: [ "a b" ] } } ] } | gateway.provision.api-keys[0].scope.sessions[0] = 'a b': an id: 1 to 128 of A-Z, a-z, 0-9, '.', '_' and '-'
                    provision: { api-keys: [ { name: a, organization: o, secret: wa_00000000000000000000000000000000, scope: phone } ] } | gateway.provision.api-keys[0].scope: takes sessions, groups
                    provision: { api-keys: [ { expires-at: tomorrow } ] } | gateway.provision.api-keys[0].expires-at = 'tomorrow': an instant, for example 2027-01-01T00:00:00Z
                    provision: wa_hunter2                       | gateway.provision: takes api-keys, sessions
                    engines: { eu: { url: "http://host" } }     | gateway.engines.eu.kind = '': name the engine's kind, for example simulator
                    engines: { eu: { kind: x, url: host } }     | gateway.engines.eu.url = 'host': an absolute http or https URL without a user, a password, a query or a fragment
                    engines: { eu: { kind: x, url: "http://host/#a" } } | gateway.engines.eu.url = 'http://host/#a': an absolute http or https URL without a user, a password, a query or a fragment
                    engines: { eu: { kind: x, url: "http://host?key=hunter2" } } | gateway.engines.eu.url: an absolute http or https URL without a user, a password, a query or a fragment
                    engines: { eu: { kind: x, url: "http://me:hunter2@host" } } | gateway.engines.eu.url: an absolute http or https URL without a user, a password, a query or a fragment
                    engines: { eu: { kind: x, timeout: 0s } }   | gateway.engines.eu.timeout = '0ms': more than 0ms and at most 50s
                    engines: { eu: { kind: x, timeout: 2m } }   | gateway.engines.eu.timeout = '120000ms': more than 0ms and at most 50s
                    engines: { eu: { kind: x, timeout: soon } } | gateway.engines.eu.timeout = 'soon': a duration, for example 500ms, 2s or 1m
                    engines: { eu: { kind: x, max-concurrent-calls: 0 } } | gateway.engines.eu.max-concurrent-calls = '0': 1 to 10000
                    engines: { eu: { kind: x, max-concurrent-calls: 10001 } } | gateway.engines.eu.max-concurrent-calls = '10001': 1 to 10000
                    engines: { eu: { kind: x, max-concurrent-calls: many } } | gateway.engines.eu.max-concurrent-calls = 'many': a whole number
                    engines: { eu: { kind: x, secret: "${NO_SUCH_VARIABLE}" } } | gateway.engines.eu.secret: names a variable that is not set
                    engines: { eu: { kind: x, inbox-secret: "${NO_SUCH_VARIABLE}" } } | gateway.engines.eu.inbox-secret: names a variable that is not set
                    engines: { eu: { kind: x, inbox-secret: hunter2 } } | gateway.engines.eu.inbox-secret: is shorter than 16 characters
                    inbox: { url: gateway }                     | gateway.inbox.url = 'gateway': an absolute http or https URL without a user, a password, a query or a fragment
                    engines: { eu: hunter2 }                    | gateway.engines.eu: takes kind, url, secret, timeout, max-concurrent-calls, organizations, inbox-secret
                    simulator: { accounts: [ { jid: "62@lid" } ] } | gateway.simulator.accounts[0].jid = '62@lid': <1 to 20 digits>@s.whatsapp.net
                    simulator: { accounts: [ { lid: 62@lid } ] } | gateway.simulator.accounts[0].jid = '': an account needs <digits>@s.whatsapp.net
                    simulator: { accounts: [ { jid: 1@s.whatsapp.net }, { jid: 1@s.whatsapp.net } ] } | gateway.simulator.accounts[1].jid = '1@s.whatsapp.net': listed twice
                    simulator: { accounts: [ { jid: 1@s.whatsapp.net, lid: 1@lid }, { jid: 2@s.whatsapp.net, lid: 1@lid } ] } | gateway.simulator.accounts[1].lid = '1@lid': another account has it
                    simulator: { accounts: [ { jid: 1@s.whatsapp.net, connected: perhaps } ] } | gateway.simulator.accounts[0].connected = 'perhaps': true or false
                    simulator: { accounts: [ { jid: 1@s.whatsapp.net, latency: -1ms } ] } | gateway.simulator.accounts[0].latency = '-1ms': 0ms or more
                    simulator: { accounts: [ { jid: 1@s.whatsapp.net, rate-limit: lots } ] } | gateway.simulator.accounts[0].rate-limit = 'lots': calls per second, or with /s, /m, /h: for example 20 or 60/m
                    simulator: { groups: [ { jid: "x" } ] }     | gateway.simulator.groups[0].jid = 'x': <digits>@g.us or <digits>-<digits>@g.us
                    simulator: { groups: [ { jid: 1@g.us, members: [ { jid: 1@s.whatsapp.net, role: king } ] } ] } | gateway.simulator.groups[0].members[0].role = 'king': one of superadmin, admin, member
                    limits: { grants: 0 }                       | gateway.limits.grants = '0': 1 or more
                    limits: { requests-per-second: 0 }          | gateway.limits.requests-per-second = '0': 1 to 1000000, or nothing for no limit
                    limits: { requests-per-second: 1000001 }    | gateway.limits.requests-per-second = '1000001': 1 to 1000000, or nothing for no limit
                    limits: { requests-per-second: 1/s }        | gateway.limits.requests-per-second = '1/s': a whole number
                    cors: { allowed-origins: ["*"] }            | gateway.cors.allowed-origins[0] = '*': an exact origin as a browser sends it, for example https://frontend.example
                    cors: { allowed-origins: ["https://a.example", "https://a.example/"] } | gateway.cors.allowed-origins[1] = 'https://a.example/': an exact origin as a browser sends it, for example https://frontend.example
                    cors: { allowed-origins: ["https://a.example:443"] } | gateway.cors.allowed-origins[0] = 'https://a.example:443': an exact origin as a browser sends it, for example https://frontend.example
                    cors: { allowed-origins: ["https://u:hunter2@a.example"] } | gateway.cors.allowed-origins[0] = 'https://***@a.example': an exact origin as a browser sends it, for example https://frontend.example
                    webhooks: { allow-private-addresses: some } | gateway.webhooks.allow-private-addresses = 'some': true or false
                    amqp: { username: me, password: hunter2 }   | gateway.amqp.url: set it, or leave out gateway.amqp.username and .password
                    amqp: { url: "tcp://me:hunter2@host" }      | gateway.amqp.url: for example amqp://host:5672, amqps://host or failover:(amqp://a,amqp://b), with options of Qpid JMS
                    amqp: { url: "amqp://host?jms.hunter2=1" }  | gateway.amqp.url: for example amqp://host:5672, amqps://host or failover:(amqp://a,amqp://b), with options of Qpid JMS
                    commands: { uri: "kafka:a?x=hunter2", reply-uri: "kafka://a?y=hunter2" } | gateway.commands.reply-uri: must differ from gateway.commands.uri: each message sent there would be a command
                    commands: { uri: "kafka:a", dead-letter-uri: "kafka:a" } | gateway.commands.dead-letter-uri: must differ from gateway.commands.uri: each message sent there would be a command
                    commands: { reply-addresses: [a, "queue:b"] } | gateway.commands.reply-addresses[1] = 'queue:b': the name of a queue or topic without queue: or topic:, with up to two *, for example replies.*
                    commands: { reply-addresses: ["a?b"] }      | gateway.commands.reply-addresses[0] = 'a?b': the name of a queue or topic without queue: or topic:, with up to two *, for example replies.*
                    commands: { reply-addresses: ["*a*b*"] }    | gateway.commands.reply-addresses[0] = '*a*b*': the name of a queue or topic without queue: or topic:, with up to two *, for example replies.*
                    commands: { attempts: 0 }                   | gateway.commands.attempts = '0': 1 to 20
                    commands: { attempts: 21 }                  | gateway.commands.attempts = '21': 1 to 20
                    commands: { url: "amqp:x?password=hunter2" } | gateway.commands.url: there is no such property; gateway.commands takes uri, reply-uri, reply-addresses, dead-letter-uri, attempts
                    webhooks: { encryption-key: hunter2 }       | gateway.webhooks.encryption-key: 32 bytes in base64, as of: openssl rand -base64 32
                    webhooks: { encryption-key: "!hunter2" }    | gateway.webhooks.encryption-key: 32 bytes in base64, as of: openssl rand -base64 32
                    webhooks: { secret: hunter2 }               | gateway.webhooks.secret: there is no such property; gateway.webhooks takes allow-private-addresses, encryption-key
                    """)
    void configuration_wrong_isReportedInOneLine(String yaml, String line) {
        assertThat(refusal("gateway: { " + yaml + " }")).isEqualTo(line).doesNotContain("hunter2", "\n");
    }

    @Test
    void jsonPath_bad_isReportedInOneLine() {
        assertThat(refusal("gateway: { auth: { jwt: { role-claim: '$.[' } } }"))
                .startsWith("gateway.auth.jwt.role-claim = '$.[': not a JSONPath, for example $.org: ");
    }

    @Test
    void lazyInitialization_isRefused() {
        assertThat(refusal("spring: { main: { lazy-initialization: true } }"))
                .isEqualTo("spring.main.lazy-initialization = 'true': false: routes would never start");
    }

    @Test
    void text_inPlaceOfTheWholeGroup_isRefused_butNotAnotherProductsVariable() {
        assertThat(refusal("gateway: hunter2"))
                .startsWith("gateway: takes data-dir, ")
                .doesNotContain("hunter2");
        assertThat(bind("{}", Map.of("GATEWAY", "10.0.0.1"))
                        .get(DataProperties.class)
                        .dataDir())
                .isEqualTo("data");
        assertThat(bind("gateway:").get(DataProperties.class).dataDir()).isEqualTo("data");
    }

    @Test
    void fraction_isNoWholeNumber() {
        assertThat(refusal("gateway: { group-refresh-rate: 1.5 }"))
                .isEqualTo("gateway.group-refresh-rate = '1.5': a whole number");
        assertThat(bind("gateway: { group-refresh-rate: 7 }")).isNotNull();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            server: { port: 99999 }                   | server.port = '99999': 0 to 65535; 0 takes a free one
            server: { port: -1 }                      | server.port = '-1': 0 to 65535; 0 takes a free one
            management: { server: { port: 70000 } }   | management.server.port = '70000': 0 to 65535; -1 opens none
            management: { server: { port: -2 } }      | management.server.port = '-2': 0 to 65535; -1 opens none
            """)
    void port_thatIsNone_isRefused(String yaml, String reason) {
        assertThat(refusal(yaml)).isEqualTo(reason);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ssl: { certificate: /no/such.pem, certificate-private-key: /no/such.pem }",
                "ssl: { certificate: 'file:pom.xml', certificate-private-key: 'file:pom.xml' }",
                "ssl: { key-store: 'file:pom.xml', key-store-password: hunter2 }"
            })
    void brokenTlsFiles_areRefused_withTheirProperty(String ssl) {
        assertThat(refusal("server: { " + ssl + " }"))
                .startsWith("server.ssl: Unable to create key store: ")
                .doesNotContain("hunter2");
        assertThat(refusal("management: { server: { " + ssl + " } }"))
                .startsWith("management.server.ssl: Unable to create key store: ");
        assertThat(bind("server: { " + ssl.replace("ssl: {", "ssl: { enabled: false,") + " }"))
                .isNotNull();
    }

    private static String refusal(String yaml) {
        return StartupFailureReporter.reason(catchThrowable(() -> bind(yaml)));
    }

    private static Bound bind(String yaml) {
        return bind(yaml, Map.of());
    }

    private static Bound bind(String yaml, Map<String, Object> variables) {
        StandardEnvironment environment = new StandardEnvironment();
        environment
                .getPropertySources()
                .replace(
                        StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
                        new SystemEnvironmentPropertySource(
                                StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME, variables));
        try {
            new ConfigurationFileLoader()
                    .load("test", new ByteArrayResource(yaml.getBytes(StandardCharsets.UTF_8)))
                    .forEach(environment.getPropertySources()::addLast);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        ConfigurationPropertySources.attach(environment);
        try (AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext()) {
            context.setEnvironment(environment);
            context.register(Binding.class);
            context.refresh();
            return new Bound(context.getBeansOfType(CheckedProperties.class).values());
        }
    }
}
