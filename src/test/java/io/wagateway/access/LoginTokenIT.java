package io.wagateway.access;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.read.ListAppender;
import com.nimbusds.jose.util.Base64URL;
import io.wagateway.RunningGateway;
import java.math.BigInteger;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** Contract section 1: which login tokens open the door, over real HTTP. */
class LoginTokenIT {
    /** An admin already: 204, and the world stays as it is. */
    private static final String PROMOTE = RunningGateway.SESSIONS
            + "phone/groups/120363000000000001@g.us/members/6289000000003@s.whatsapp.net/promote";

    private static final SigningKey RSA = SigningKey.generate("rsa", "RS256");
    private static final SigningKey EC = SigningKey.generate("ec", "ES256");
    private static final SigningKey ED = SigningKey.generate("ed", "EdDSA");
    private static final SigningKey STRANGER = SigningKey.generate("ed", "EdDSA");
    private static final List<SigningKey> KEYS = List.of(
            RSA.as("rs256", "RS256"),
            RSA.as("rs384", "RS384"),
            RSA.as("rs512", "RS512"),
            RSA.as("ps256", "PS256"),
            RSA.as("ps384", "PS384"),
            RSA.as("ps512", "PS512"),
            EC,
            SigningKey.generate("es384", "ES384"),
            SigningKey.generate("es512", "ES512"),
            ED);

    private static Frontend frontend;
    private static RunningGateway gateway;

    @BeforeAll
    static void start() {
        frontend = new Frontend(KEYS.toArray(SigningKey[]::new));
        gateway = RunningGateway.start(
                "gateway.auth.jwt.jwks-uri=" + frontend.jwksUri(),
                "gateway.auth.jwt.issuer=" + Frontend.ISSUER,
                "gateway.auth.jwt.audience=" + Frontend.AUDIENCE);
    }

    @AfterAll
    static void stop() {
        gateway.close();
        frontend.close();
    }

    static Stream<Named<Supplier<String>>> goodTokens() {
        List<Named<Supplier<String>>> tokens = new ArrayList<>();
        KEYS.forEach(key -> tokens.add(Named.of(key.alg(), () -> key.token(claims()))));
        tokens.add(Named.of("no kid", () -> ED.token(Collections.singletonMap("kid", null), claims())));
        tokens.add(Named.of("typ JWT", () -> ED.token(Map.of("typ", "JWT"), claims())));
        tokens.add(Named.of("typ of an access token", () -> ED.token(Map.of("typ", "at+JWT"), claims())));
        tokens.add(Named.of("aud is a list", () -> ED.token(with("aud", List.of("else", Frontend.AUDIENCE)))));
        tokens.add(Named.of("expired within the skew", () -> ED.token(with("exp", now() - 15))));
        tokens.add(Named.of("not before within the skew", () -> ED.token(with("nbf", now() + 15))));
        tokens.add(Named.of("exp with a fraction", () -> ED.token(with("exp", now() + 60.5))));
        tokens.add(Named.of(
                "exp with an exponent",
                () -> ED.token(
                        "{\"alg\":\"EdDSA\",\"kid\":\"ed\"}",
                        "{\"iss\":\"" + Frontend.ISSUER + "\",\"aud\":\"" + Frontend.AUDIENCE
                                + "\",\"org\":\"org_a\",\"role\":\"owner\",\"exp\":1e10}")));
        tokens.add(Named.of("exp at the end of the calendar", () -> ED.token(with("exp", 253_402_300_799L))));
        tokens.add(Named.of("nbf at the beginning", () -> ED.token(with("nbf", 0))));
        tokens.add(Named.of("nbf with a fraction", () -> ED.token(with("nbf", now() - 0.5))));
        tokens.add(Named.of("its own addresses for keys", () -> ED.token(strayAddresses(), claims())));
        return tokens.stream();
    }

    @ParameterizedTest
    @MethodSource("goodTokens")
    void token_thatIsGood_isAccepted(Supplier<String> token) {
        assertThat(promote("Bearer " + token.get()).statusCode()).isEqualTo(204);
        assertThat(frontend.strays()).isZero();
    }

    static Stream<Named<Supplier<String>>> badTokens() {
        return Stream.of(
                Named.of("of another key with that kid", () -> STRANGER.token(claims())),
                Named.of("another's claims", LoginTokenIT::withOtherClaims),
                Named.of("another's header", LoginTokenIT::withOtherHeader),
                Named.of("a signature of zeros", () -> withSignature(EC, new byte[64])),
                Named.of("a signature cut off", () -> withSignature(ED, new byte[63])),
                Named.of("no signature", () -> withSignature(ED, new byte[0])),
                Named.of("characters behind the signature", () -> ED.token(claims()) + "!"),
                Named.of("alg none", () -> unsigned("{\"alg\":\"none\"}")),
                Named.of("alg NONE with a kid", () -> unsigned("{\"alg\":\"NONE\",\"kid\":\"ed\"}")),
                Named.of("HMAC with the public key as its secret", LoginTokenIT::hmacWithThePublicKey),
                Named.of("alg of another family under that kid", () -> EC.as("rs256", "ES256")
                        .token(claims())),
                Named.of("alg of another size", () -> RSA.as("rs256", "RS512").token(claims())),
                Named.of("alg that is never accepted", () -> ED.token(Map.of("alg", "ES256K"), claims())),
                Named.of("alg is a number", () -> ED.token("{\"alg\":5,\"kid\":\"ed\"}", "{}")),
                Named.of("unknown kid", () -> ED.as("unheard-of", "EdDSA").token(claims())),
                Named.of("kid of a file", () -> ED.as("../../dev/null", "EdDSA").token(claims())),
                Named.of(
                        "no kid and an unknown key",
                        () -> STRANGER.token(Collections.singletonMap("kid", null), claims())),
                Named.of(
                        "its own key in the header",
                        () -> STRANGER.token(Map.of("jwk", STRANGER.jwk().toJSONObject(), "kid", "mine"), claims())),
                Named.of("its own addresses for keys", () -> STRANGER.as("mine", "EdDSA")
                        .token(strayAddresses(), claims())),
                Named.of("typ of another use", () -> ED.token(Map.of("typ", "logout+jwt"), claims())),
                Named.of("typ with a line break", () -> ED.token(Map.of("typ", "JWT\nforged line"), claims())),
                Named.of("crit, RSA", () -> RSA.as("rs256", "RS256").token(crit(), claims())),
                Named.of("crit, EC", () -> EC.token(crit(), claims())),
                Named.of("crit, Ed25519", () -> ED.token(crit(), claims())),
                Named.of(
                        "crit of the unencoded payload",
                        () -> ED.token(Map.of("crit", List.of("b64"), "b64", true), claims())),
                Named.of("expired", () -> ED.token(with("exp", now() - 45))),
                Named.of("no exp", () -> ED.token(with("exp", null))),
                Named.of("exp is a text", () -> ED.token(with("exp", "4102444800"))),
                Named.of("exp is negative", () -> ED.token(with("exp", -1))),
                Named.of("exp beyond every calendar", () -> ED.token(with("exp", 20_000_000_000_000_000L))),
                Named.of("exp is the largest number", () -> ED.token(with("exp", Long.MAX_VALUE))),
                Named.of(
                        "exp is beyond numbers",
                        () -> ED.token(
                                "{\"alg\":\"EdDSA\",\"kid\":\"ed\"}",
                                "{\"org\":\"org_a\",\"role\":\"owner\",\"exp\":1e400}")),
                Named.of("not before the future", () -> ED.token(with("nbf", now() + 60))),
                Named.of("iss with a slash", () -> ED.token(with("iss", Frontend.ISSUER + "/"))),
                Named.of("iss with another scheme", () -> ED.token(with("iss", "http://frontend.example"))),
                Named.of("iss with its scheme in capitals", () -> ED.token(with("iss", "HTTPS://frontend.example"))),
                Named.of("iss with its host in capitals", () -> ED.token(with("iss", "https://Frontend.Example"))),
                Named.of("iss with a space before it", () -> ED.token(with("iss", " " + Frontend.ISSUER))),
                Named.of("iss with a space behind it", () -> ED.token(with("iss", Frontend.ISSUER + " "))),
                Named.of("iss that says it is a URL", () -> ED.token(with("iss", "url:" + Frontend.ISSUER))),
                Named.of("iss in a list", () -> ED.token(with("iss", List.of(Frontend.ISSUER)))),
                Named.of("iss is an object", () -> ED.token(with("iss", Map.of("url", Frontend.ISSUER)))),
                Named.of("iss is a number", () -> ED.token(with("iss", 7))),
                Named.of("iss is no URL", () -> ED.token(with("iss", "https://[frontend"))),
                Named.of("no iss", () -> ED.token(with("iss", null))),
                Named.of("wrong aud", () -> ED.token(with("aud", "another"))),
                Named.of("no aud", () -> ED.token(with("aud", null))),
                Named.of("aud is an empty list", () -> ED.token(with("aud", List.of()))),
                Named.of("claims are no object", () -> ED.token("{\"alg\":\"EdDSA\",\"kid\":\"ed\"}", "[]")),
                Named.of("header is no object", () -> ED.token("[]", "{}")),
                Named.of("header of a thousand brackets", () -> ED.token("[".repeat(1000), "{}")),
                Named.of("two dots", () -> ".."),
                Named.of("one dot", () -> "a.b"),
                Named.of("five parts", () -> "a.b.c.d.e"),
                Named.of("garbage", () -> "garbage"),
                Named.of("two tokens", () -> ED.token(claims()) + " " + ED.token(claims())),
                Named.of("two tokens with a comma", () -> ED.token(claims()) + "," + ED.token(claims())));
    }

    /** Multiplied by 1,000, the first one becomes a moment of today in a long. */
    static Stream<Arguments> badTimes() {
        return Stream.of(
                        18_446_744_073_709_552L + now() + 120,
                        Long.MAX_VALUE,
                        Long.MIN_VALUE,
                        9_000_000_000_000_000L,
                        253_402_300_800L,
                        1e30,
                        -1e30,
                        new BigInteger("1" + "0".repeat(30)),
                        -1,
                        -0.5,
                        "",
                        "tomorrow",
                        String.valueOf(now()),
                        true,
                        List.of(),
                        List.of(now()),
                        Map.of("at", now()))
                .flatMap(time -> Stream.of("exp", "nbf", "iat").map(claim -> Arguments.of(claim, time)));
    }

    @ParameterizedTest
    @MethodSource("badTimes")
    void time_thatIsNoDate_is401(String claim, Object time) {
        token_thatIsBad_is401(() -> ED.token(with(claim, time)));
    }

    @ParameterizedTest
    @MethodSource("badTokens")
    void token_thatIsBad_is401(Supplier<String> token) {
        HttpResponse<String> answer = promote("Bearer " + token.get());
        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.headers().allValues("WWW-Authenticate")).containsExactly("Bearer error=\"invalid_token\"");
        assertThat(answer.body())
                .isEqualTo("{\"error\":{\"code\":\"unauthorized\",\"message\":\"the token is not"
                        + " valid\",\"details\":{}}}");
        assertThat(frontend.strays()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"bearer ", "BEARER ", "Bearer   "})
    void scheme_inAnyCaseOrWidth_isAccepted(String scheme) {
        assertThat(promote(scheme + ED.token(claims())).statusCode()).isEqualTo(204);
    }

    @ParameterizedTest
    @ValueSource(strings = {"viewer", "unheard-of", ""})
    void role_withoutSend_is403(String role) {
        HttpResponse<String> answer = promote("Bearer " + ED.token(with("role", role)));
        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(answer.body()).contains("\"forbidden\"", "{\"capability\":\"send\"}");
    }

    @Test
    void roles_inAList_areUnited() {
        assertThat(promote("Bearer " + ED.token(with("role", List.of("viewer", "member"))))
                        .statusCode())
                .isEqualTo(204);
    }

    @Test
    void organization_thatIsNotOne_is403() {
        for (Object organization : List.of(5, " ", List.of("org_a", "org_b"), Map.of("id", "org_a"))) {
            HttpResponse<String> answer = promote("Bearer " + ED.token(with("org", organization)));
            assertThat(answer.statusCode()).isEqualTo(403);
            assertThat(answer.body()).contains("\"forbidden\"", "{\"claim\":\"organization\"}");
        }
    }

    @Test
    void organization_ofSomebodyElse_isToldLikeNone() {
        HttpResponse<String> theirs = promote("Bearer " + ED.token(with("org", "org_b")));
        assertThat(theirs.statusCode()).isEqualTo(404);
        assertThat(theirs.body()).contains("session not found");
    }

    @Test
    void subject_withALineBreak_is403() {
        HttpResponse<String> answer = promote("Bearer " + ED.token(with("sub", "a\nb")));
        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(answer.body()).contains("{\"claim\":\"sub\"}");
    }

    /** A real token with many groups is 6 KiB; what does not fit into 8 KiB of headers is refused by the server. */
    @Test
    void token_thatIsLong_isAcceptedUpToTheHeaderLimit() {
        assertThat(promote("Bearer " + ED.token(with("groups", "g".repeat(4_500))))
                        .statusCode())
                .isEqualTo(204);
        HttpResponse<String> answer = promote("Bearer " + ED.token(with("groups", "g".repeat(9_000))));
        assertThat(answer.statusCode()).isBetween(400, 499);
        assertThat(answer.body()).startsWith("{\"error\":{\"code\":");
    }

    @Test
    void rotatedKey_worksWithItsFirstToken() {
        SigningKey rotated = SigningKey.generate("rotated", "EdDSA");
        List<SigningKey> published = new ArrayList<>(KEYS);
        published.add(rotated);
        frontend.publish(published.toArray(SigningKey[]::new));
        // Bad tokens of other tests may have used up the fetches of this moment.
        Awaitility.await()
                .atMost(Duration.ofSeconds(15))
                .until(() -> promote("Bearer " + rotated.token(claims())).statusCode() == 204);
    }

    @Test
    void token_whateverBecomesOfIt_isInNoLogLineAndNoBody() {
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        ListAppender<ILoggingEvent> lines = new ListAppender<>();
        lines.start();
        root.addAppender(lines);
        List<Logger> ours = List.of(context.getLogger("io.wagateway"), context.getLogger("gateway"));
        ours.forEach(logger -> logger.setLevel(Level.DEBUG));
        List<String> secrets = new ArrayList<>();
        List<String> bodies = new ArrayList<>();
        try {
            Stream.concat(goodTokens(), badTokens())
                    .map(named -> named.getPayload().get())
                    .filter(token -> token.length() > 20)
                    .forEach(token -> {
                        bodies.add(promote("Bearer " + token).body());
                        bodies.add(gateway.post(PROMOTE, "x-api-key", token).body());
                        bodies.add(promote(token).body());
                        Stream.of(token.split("[., ]", -1))
                                .filter(part -> part.length() > 20)
                                .forEach(secrets::add);
                    });
            for (String key :
                    List.of("wa_all_00000000000000000000000000000000", "wa_made_up_000000000000000000000000")) {
                bodies.add(promote("Bearer " + key).body());
                bodies.add(gateway.post(PROMOTE, "x-api-key", key + "!").body());
                secrets.add(key);
            }
        } finally {
            root.detachAppender(lines);
            ours.forEach(logger -> logger.setLevel(null));
        }
        secrets.add("forged line");
        List<String> told = new ArrayList<>(bodies);
        for (ILoggingEvent event : List.copyOf(lines.list)) {
            told.add(event.getFormattedMessage());
            told.add(ThrowableProxyUtil.asString(event.getThrowableProxy()));
        }
        assertThat(told).anyMatch(line -> line.contains("A login token was rejected: "));
        assertThat(told).noneMatch(line -> secrets.stream().anyMatch(line::contains));
    }

    private static HttpResponse<String> promote(String authorization) {
        return gateway.post(PROMOTE, "Authorization", authorization);
    }

    private static long now() {
        return Instant.now().getEpochSecond();
    }

    private static Map<String, Object> claims() {
        return Frontend.claims("org_a", "owner");
    }

    /** @param value null takes the claim away */
    private static Map<String, Object> with(String claim, Object value) {
        Map<String, Object> claims = claims();
        claims.put(claim, value);
        claims.values().removeIf(member -> member == null);
        return claims;
    }

    private static Map<String, Object> crit() {
        return Map.of("crit", List.of("urn:example:must"), "urn:example:must", true);
    }

    private static Map<String, Object> strayAddresses() {
        Map<String, Object> header = new HashMap<>();
        header.put("jku", frontend.strayUri());
        header.put("x5u", frontend.strayUri());
        return header;
    }

    private static String withOtherClaims() {
        String[] mine = ED.token(with("role", "viewer")).split("\\.", -1);
        String[] wanted = ED.token(claims()).split("\\.", -1);
        return mine[0] + "." + wanted[1] + "." + mine[2];
    }

    private static String withOtherHeader() {
        String[] mine = ED.token(claims()).split("\\.", -1);
        return Base64URL.encode("{\"kid\":\"ed\",\"alg\":\"EdDSA\",\"more\":1}") + "." + mine[1] + "." + mine[2];
    }

    private static String withSignature(SigningKey key, byte[] signature) {
        String token = key.token(claims());
        return token.substring(0, token.lastIndexOf('.') + 1) + Base64URL.encode(signature);
    }

    private static String unsigned(String header) {
        return Base64URL.encode(header) + "." + ED.token(claims()).split("\\.", -1)[1] + ".";
    }

    /** A verifier that takes the algorithm's word for what its key is would accept it. */
    private static String hmacWithThePublicKey() {
        try {
            String signed = Base64URL.encode("{\"alg\":\"HS256\",\"kid\":\"rs256\"}") + "."
                    + ED.token(claims()).split("\\.", -1)[1];
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(RSA.pair().getPublic().getEncoded(), "HmacSHA256"));
            return signed + "." + Base64URL.encode(mac.doFinal(signed.getBytes(StandardCharsets.US_ASCII)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
