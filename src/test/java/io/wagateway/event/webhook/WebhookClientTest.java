package io.wagateway.event.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.impl.VertxInternal;
import io.vertx.core.net.PfxOptions;
import io.wagateway.TestCertificate;
import io.wagateway.error.InvalidRequestException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ServerSocketFactory;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which address a request connects to. */
class WebhookClientTest {
    private static final InetAddress LOOPBACK = address(127, 0, 0, 1);
    private static final InetAddress PUBLIC = address(93, 184, 216, 34);

    private static final Vertx VERTX = Vertx.vertx();

    @TempDir
    private static Path folder;

    private static Path keys;

    @BeforeAll
    static void makeCertificate() throws Exception {
        keys = TestCertificate.in(folder, "-ext", "san=dns:hooks.example");
    }

    @AfterAll
    static void close() {
        VERTX.close();
    }

    @Test
    void name_thatResolvesToAnotherAddressTheSecondTime_isNotConnectedTo() {
        List<String> asked = new ArrayList<>();
        HostLookup rebinding = name -> {
            asked.add(name);
            return CompletableFuture.completedFuture(List.of(asked.size() == 1 ? PUBLIC : LOOPBACK));
        };
        AddressPolicy strict = new AddressPolicy(false);
        try (Receiver receiver = Receiver.answering(number -> 200);
                WebhookClient client = client(rebinding, strict, new HttpClientOptions())) {
            String url = "http://rebind.example:" + receiver.port() + "/";
            assertThat(new ReceiverCheck(rebinding, strict, Runnable::run).check(url))
                    .isCompleted();
            assertThat(post(client, url)).isEqualTo(Attempt.failed(WebhookClient.REFUSED));
            assertThat(receiver.requests()).isEmpty();
            assertThat(asked).containsExactly("rebind.example", "rebind.example");
        }
    }

    @Test
    void name_isLookedUpOnceAndTheCheckedAddressIsUsed() {
        List<String> asked = new ArrayList<>();
        HostLookup lookup = name -> {
            asked.add(name);
            return CompletableFuture.completedFuture(List.of(LOOPBACK));
        };
        try (Receiver receiver = Receiver.answering(number -> 202);
                WebhookClient client = client(lookup, new AddressPolicy(true), new HttpClientOptions())) {
            // Only the lookup of this test knows this name.
            Attempt attempt = post(client, "http://hooks.example:" + receiver.port() + "/x?y");
            assertThat(attempt).isEqualTo(Attempt.answered(202));
            assertThat(receiver.requests().get(0).headers())
                    .containsEntry("host", "hooks.example:" + receiver.port())
                    .containsEntry("content-length", "4")
                    .containsEntry("x-custom", "yes");
            assertThat(receiver.requests().get(0).line()).isEqualTo("POST /x?y HTTP/1.1");
            assertThat(asked).containsExactly("hooks.example");
        }
    }

    @Test
    void name_ofWhichOneAddressIsPrivate_isRefused() {
        HostLookup both = name -> CompletableFuture.completedFuture(List.of(PUBLIC, LOOPBACK));
        try (WebhookClient client = client(both, new AddressPolicy(false), new HttpClientOptions())) {
            assertThat(post(client, "http://mixed.example/")).isEqualTo(Attempt.failed(WebhookClient.REFUSED));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://127.0.0.1:%d/", "http://[::1]:%d/", "http://[::ffff:127.0.0.1]:%d/"})
    void address_thatIsPrivate_isRefusedAtEachAttempt(String url) {
        HostLookup none = name -> CompletableFuture.failedFuture(new UnknownHostException());
        try (Receiver receiver = Receiver.answering(number -> 200);
                WebhookClient client = client(none, new AddressPolicy(false), new HttpClientOptions())) {
            assertThat(post(client, url.formatted(receiver.port()))).isEqualTo(Attempt.failed(WebhookClient.REFUSED));
            assertThat(receiver.requests()).isEmpty();
        }
    }

    @Test
    void address_ofVersionSix_isInBracketsInTheHeaderHost() {
        HostLookup none = name -> CompletableFuture.failedFuture(new UnknownHostException());
        try (Receiver receiver = Receiver.answering(number -> 200);
                WebhookClient client = client(none, new AddressPolicy(true), new HttpClientOptions())) {
            String authority = "[::ffff:127.0.0.1]:" + receiver.port();
            assertThat(post(client, "http://" + authority + "/")).isEqualTo(Attempt.answered(200));
            assertThat(receiver.requests().get(0).headers()).containsEntry("host", authority);
        }
    }

    @Test
    void certificate_mustMatchTheName() throws Exception {
        HostLookup lookup = name -> CompletableFuture.completedFuture(List.of(LOOPBACK));
        HttpClientOptions trusting = new HttpClientOptions()
                .setTrustOptions(new PfxOptions().setPath(keys.toString()).setPassword(TestCertificate.PASSWORD));
        try (Receiver receiver = new Receiver((request, out) -> Receiver.status(out, 200), tls());
                WebhookClient client = client(lookup, new AddressPolicy(true), trusting);
                WebhookClient wary = client(lookup, new AddressPolicy(true), new HttpClientOptions())) {
            String port = ":" + receiver.port() + "/";
            assertThat(post(client, "https://hooks.example" + port)).isEqualTo(Attempt.answered(200));
            String untrusted = "TLS failed: the receiver's certificate or protocol is not accepted";
            assertThat(post(client, "https://other.example" + port).error()).isEqualTo(untrusted);
            assertThat(post(client, "https://127.0.0.1" + port).error()).isEqualTo(untrusted);
            assertThat(post(wary, "https://hooks.example" + port).error()).isEqualTo(untrusted);
            assertThat(receiver.requests()).hasSize(1);
        }
    }

    @Test
    void unknownName_getsTheSameErrorAsAPrivateOne() {
        AddressPolicy strict = new AddressPolicy(false);
        HostLookup internal = name -> name.equals("db.internal")
                ? CompletableFuture.completedFuture(List.of(LOOPBACK))
                : CompletableFuture.failedFuture(new UnknownHostException(name));
        ReceiverCheck check = new ReceiverCheck(internal, strict, Runnable::run);
        List<Object> errors = new ArrayList<>();
        try (WebhookClient client = client(internal, strict, new HttpClientOptions())) {
            for (String host : List.of("db.internal", "nothing.internal", "127.0.0.1")) {
                String url = "http://" + host + "/";
                errors.add(post(client, url));
                errors.add(check.check(url)
                        .handle((none, failure) -> ((InvalidRequestException) failure.getCause()).details())
                        .join());
            }
        }
        assertThat(Set.copyOf(errors)).hasSize(2);
    }

    @Test
    void receiver_thatDoesNotListen_isReportedWithoutItsAddress() throws Exception {
        int port;
        try (Receiver receiver = Receiver.answering(number -> 200)) {
            port = receiver.port();
        }
        HostLookup none = name -> CompletableFuture.failedFuture(new UnknownHostException());
        try (WebhookClient client = client(none, new AddressPolicy(true), new HttpClientOptions())) {
            assertThat(post(client, "http://127.0.0.1:" + port + "/"))
                    .isEqualTo(Attempt.failed("the receiver cannot be connected to"));
            assertThat(post(client, "http://nowhere.example/")).isEqualTo(Attempt.failed(WebhookClient.REFUSED));
        }
    }

    @Test
    void lookup_readsTheHostsFileAndFailsInTimeForUnknownNames() {
        try (DnsLookup dns =
                new DnsLookup(((VertxInternal) VERTX).getEventLoopGroup().next())) {
            assertThat(dns.find("localhost"))
                    .succeedsWithin(Duration.ofSeconds(5))
                    .satisfies(found -> assertThat(found).allMatch(InetAddress::isLoopbackAddress));
            assertThat(dns.find("nothing.invalid")).failsWithin(Duration.ofSeconds(5));
        }
    }

    private static Attempt post(WebhookClient client, String url) {
        return client.post(Target.of(url), Map.of("X-Custom", "yes"), new byte[] {'b', 'o', 'd', 'y'})
                .orTimeout(10, TimeUnit.SECONDS)
                .join();
    }

    private static WebhookClient client(HostLookup lookup, AddressPolicy addresses, HttpClientOptions options) {
        return new WebhookClient(VERTX, options, lookup, addresses, 5_000);
    }

    private static ServerSocketFactory tls() throws Exception {
        KeyStore store = KeyStore.getInstance(keys.toFile(), TestCertificate.PASSWORD.toCharArray());
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(store, TestCertificate.PASSWORD.toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        return context.getServerSocketFactory();
    }

    private static InetAddress address(int... bytes) {
        try {
            return InetAddress.getByAddress(
                    new byte[] {(byte) bytes[0], (byte) bytes[1], (byte) bytes[2], (byte) bytes[3]});
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }
}
