package io.wagateway.command;

import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.wagateway.error.DomainException;
import io.wagateway.error.ErrorCode;
import io.wagateway.error.ErrorEnvelope;
import org.apache.camel.Exchange;

/**
 * The outcome of a command.
 *
 * @param status the HTTP status that the same request would get
 * @param error {@code {code, message, details}}; null if it succeeded
 */
record CommandOutcome(int status, JsonNode error) {
    /** ASCII: a field name in an error may hold half a surrogate pair, on which some brokers' clients fail. */
    static final JsonMapper JSON =
            JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

    private static final String PROPERTY = "commandOutcome";

    static CommandOutcome refused(DomainException refusal) {
        return failed(refusal.code(), ErrorEnvelope.of(refusal.code(), refusal.getMessage(), refusal.details()));
    }

    static CommandOutcome failed(ErrorCode code, ErrorEnvelope envelope) {
        return new CommandOutcome(code.status(), JSON.valueToTree(envelope.error()));
    }

    /**
     * Whether another attempt may succeed. All commands may be repeated, so an engine's failure (502) is retried like its
     * time-out, and so is a defect of the gateway (500): a database may be down for a moment.
     */
    boolean isRetryable() {
        return switch (status) {
            case 429, 500, 502, 503, 504 -> true;
            default -> false;
        };
    }

    String code() {
        return error == null ? "" : error.path("code").asText();
    }

    String reason() {
        return error == null ? "" : error.path("message").asText();
    }

    void attachTo(Exchange exchange) {
        exchange.setProperty(PROPERTY, this);
    }

    /** The outcome of the last attempt, or of the error that stopped the command before one. */
    static CommandOutcome of(Exchange exchange) {
        CommandOutcome outcome = exchange.getProperty(PROPERTY, CommandOutcome.class);
        return outcome != null
                ? outcome
                : refused(exchange.getProperty(Exchange.EXCEPTION_CAUGHT, DomainException.class));
    }
}
