package io.wagateway.command;

import com.fasterxml.jackson.databind.JsonNode;
import io.wagateway.error.ErrorCode;
import io.wagateway.error.ErrorEnvelope;
import io.wagateway.error.ErrorInfo;
import io.wagateway.pipeline.CallContext;
import io.wagateway.pipeline.DatabaseOutage;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePattern;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.support.DefaultExchange;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Step {@code invokeCommand}: one attempt at a command, by the route of its operation. Each attempt starts with only what
 * the message holds, the token included. The consumer's thread waits, so that no later message of the same queue or
 * partition overtakes it. Throws a {@link RetryableFailureException} if another attempt may help, and sets its delay. After
 * a 401 the reply goes to no address that the message names.
 */
final class CommandInvoker implements Processor {
    /** The last resort after the engines' own time-outs. */
    static final long TIMEOUT_MILLIS = 60_000;

    private static final Logger LOG = LoggerFactory.getLogger(CommandInvoker.class);
    private static final String ATTEMPTS = "commandAttempts";

    private final ProducerTemplate template;
    private final long timeoutMillis;

    CommandInvoker(ProducerTemplate template, long timeoutMillis) {
        this.template = template;
        this.timeoutMillis = timeoutMillis;
    }

    @Override
    public void process(Exchange exchange) throws InterruptedException {
        Exchange attempt = new DefaultExchange(exchange.getContext(), ExchangePattern.InOut);
        CommandOutcome outcome = invoke(exchange, attempt);
        outcome.attachTo(exchange);
        if (outcome.status() == ErrorCode.UNAUTHORIZED.status()) {
            // The gateway sends to no address for somebody without a token: the broker may let it write anywhere.
            ReplyAddresses.withhold(exchange);
        }
        if (outcome.isRetryable()) {
            int failed = exchange.getProperty(ATTEMPTS, 0, Integer.class) + 1;
            exchange.setProperty(ATTEMPTS, failed);
            Integer retryAfter = attempt.getMessage().getHeader("Retry-After", Integer.class);
            exchange.getMessage().setHeader(Exchange.REDELIVERY_DELAY, BackOff.millis(failed, retryAfter));
            throw new RetryableFailureException(outcome.status());
        }
    }

    private CommandOutcome invoke(Exchange command, Exchange attempt) throws InterruptedException {
        String requestId = CallContext.requestId(command);
        String operation = CallContext.operationId(command);
        Map<String, String> parameters = Map.of(
                "session", CallContext.parameter(command, "session"),
                "gid", CallContext.parameter(command, "gid"),
                "jid", CallContext.parameter(command, "jid"));
        CallContext.initialize(attempt, requestId, operation, CallContext.credentials(command), parameters, null);
        attempt.setProperty(CallContext.QUERY, command.getProperty(CallContext.QUERY));
        try {
            return outcome(
                    template.asyncSend("direct:" + operation, attempt).get(timeoutMillis, TimeUnit.MILLISECONDS));
        } catch (TimeoutException e) {
            LOG.warn("operation={} did not respond within {} ms", operation, timeoutMillis);
            return failed(ErrorCode.ENGINE_TIMEOUT, "the operation did not end in time");
        } catch (ExecutionException | IOException e) {
            DatabaseOutage.logFailure(LOG, e, "operation={} failed", operation);
            return failed(ErrorInfo.DEFECT.code(), ErrorInfo.DEFECT.message());
        }
    }

    private static CommandOutcome outcome(Exchange attempt) throws ExecutionException, IOException {
        if (attempt.getException() != null) {
            throw new ExecutionException(attempt.getException());
        }
        Message response = attempt.getMessage();
        int status = response.getHeader(Exchange.HTTP_RESPONSE_CODE, 200, Integer.class);
        JsonNode error = status < 400
                ? null
                : CommandOutcome.JSON.readTree(response.getBody(byte[].class)).get("error");
        return new CommandOutcome(status, error);
    }

    private static CommandOutcome failed(ErrorCode code, String message) {
        return CommandOutcome.failed(code, ErrorEnvelope.of(code, message));
    }
}
