package io.wagateway.bench;

import com.nimbusds.jose.jwk.JWKSet;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A frontend that issues login tokens and serves the keys that verify them. */
final class Frontend implements AutoCloseable {
    private static final List<String> ALGORITHMS = List.of("RS256", "ES256", "EdDSA");

    private final HttpServer http;
    private final Map<String, SigningKey> keys;

    private Frontend(HttpServer http, Map<String, SigningKey> keys) {
        this.http = http;
        this.keys = keys;
    }

    static Frontend start() throws IOException {
        Map<String, SigningKey> keys = new LinkedHashMap<>();
        ALGORITHMS.forEach(algorithm -> keys.put(algorithm, SigningKey.generate(algorithm)));
        byte[] jwks = new JWKSet(keys.values().stream().map(SigningKey::jwk).toList())
                .toString()
                .getBytes(StandardCharsets.UTF_8);
        HttpServer http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        http.createContext("/jwks", exchange -> {
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, jwks.length);
            exchange.getResponseBody().write(jwks);
            exchange.close();
        });
        http.start();
        return new Frontend(http, keys);
    }

    String jwksUri() {
        return "http://127.0.0.1:" + http.getAddress().getPort() + "/jwks";
    }

    /** A login token of an admin, valid for longer than any run. */
    String token(String algorithm) {
        if (!keys.containsKey(algorithm)) {
            throw new IllegalArgumentException(algorithm + ": one of " + ALGORITHMS);
        }
        long now = System.currentTimeMillis() / 1_000;
        return keys.get(algorithm).sign("""
                {"iss":"https://frontend.example","aud":"gateway","sub":"user_01HZ0000000000000000000000",\
                "org":"org_bench","role":"admin","name":"Ada Example","email":"ada@frontend.example",\
                "iat":%d,"exp":%d}""".formatted(now, now + 24 * 60 * 60));
    }

    @Override
    public void close() {
        http.stop(0);
    }
}
