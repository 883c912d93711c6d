package io.wagateway.idempotency;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.wagateway.access.Caller;
import io.wagateway.access.Scope;
import io.wagateway.pipeline.CallContext;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.apache.camel.Exchange;

/**
 * A call with an {@code Idempotency-Key}, as the database knows it. The key itself is not stored: whoever has it can read the
 * answer.
 *
 * @param id SHA-256 of the caller, the key and the path with its query, in hexadecimal
 * @param body SHA-256 of the body, in hexadecimal
 * @param secret 32 bytes in hexadecimal, which encrypt the answer
 */
record IdempotentCall(String id, String body, String secret, String organization, String requestId) {
    /** The same fields in another order are the same body. */
    private static final ObjectMapper SORTED = JsonMapper.builder()
            .configure(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS, true)
            .build();

    static IdempotentCall of(Exchange exchange, String key) {
        Caller caller = Caller.of(exchange);
        Scope scope = caller.scope();
        // A key that is narrowed since must not get what it was told before.
        List<Object> names = Arrays.asList(
                caller.organization(),
                caller.actor(),
                scope.sessions() == null ? null : new TreeSet<>(scope.sessions()),
                scope.groups() == null ? null : new TreeSet<>(scope.groups()),
                CallContext.operationId(exchange),
                exchange.getProperty(CallContext.PATH_PARAMETERS, Map.class),
                exchange.getProperty(CallContext.QUERY, String.class),
                key);
        return new IdempotentCall(
                hash("id", names),
                hash("body", List.of(names, CallContext.input(exchange))),
                hash("secret", names),
                caller.organization(),
                CallContext.requestId(exchange));
    }

    private static String hash(String use, Object value) {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            sha256.update(use.getBytes(StandardCharsets.US_ASCII));
            return HexFormat.of().formatHex(sha256.digest(SORTED.writeValueAsBytes(value)));
        } catch (NoSuchAlgorithmException | JsonProcessingException e) {
            throw new IllegalStateException("every JDK has SHA-256, and what was JSON can be JSON again", e);
        }
    }

    /** Hides the secret. */
    @Override
    public String toString() {
        return "IdempotentCall[id=" + id + "]";
    }
}
