package io.wagateway.command;

import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.wagateway.error.DomainException;
import io.wagateway.error.ErrorCode;
import io.wagateway.error.ErrorEnvelope;
import org.apache.camel.Exchange;

/**
 * What became of a command.
 *
 * @param status the HTTP status that a request would have been answered with
 * @param error {@code {code, message, details}}; null where it succeeded
 */
record CommandOutcome(int status, JsonNode error) {
    /** ASCII: a field's name in a refusal may hold half a surrogate pair, at which some brokers' clients break. */
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
     * Whether it may end otherwise when tried again. All commands may be repeated, so a failure of an engine (502) is
     * tried again as one that did not answer is, and so is a failure of ours (500): a database may be away for a moment.
     */
    boolean isTransient() {
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

    /** Of a command that has walked the corridor, or the refusal that it was stopped by before. */
    static CommandOutcome of(Exchange exchange) {
        CommandOutcome outcome = exchange.getProperty(PROPERTY, CommandOutcome.class);
        return outcome != null
                ? outcome
                : refused(exchange.getProperty(Exchange.EXCEPTION_CAUGHT, DomainException.class));
    }
}
