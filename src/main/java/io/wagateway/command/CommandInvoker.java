package io.wagateway.command;

import com.fasterxml.jackson.databind.JsonNode;
import io.wagateway.error.ErrorCode;
import io.wagateway.error.ErrorEnvelope;
import io.wagateway.pipeline.CallContext;
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
 * Step {@code invokeCommand}: one attempt at a command, by the route of its operation. Each begins with nothing but what
 * the message said, the token too. The consumer's thread waits, so that nothing of the same queue or partition overtakes
 * it. Ends with a {@link RetryableFailureException} where another attempt may help, and says when that may be.
 */
final class CommandInvoker implements Processor {
    /** The last resort behind the engines' own time-outs. */
    static final long MILLIS_TO_ANSWER = 60_000;

    private static final Logger LOG = LoggerFactory.getLogger(CommandInvoker.class);
    private static final String ATTEMPTS = "commandAttempts";

    private final ProducerTemplate template;
    private final long millisToAnswer;

    CommandInvoker(ProducerTemplate template, long millisToAnswer) {
        this.template = template;
        this.millisToAnswer = millisToAnswer;
    }

    @Override
    public void process(Exchange exchange) throws InterruptedException {
        Exchange walk = new DefaultExchange(exchange.getContext(), ExchangePattern.InOut);
        CommandOutcome outcome = walk(exchange, walk);
        outcome.attachTo(exchange);
        if (outcome.isTransient()) {
            int failed = exchange.getProperty(ATTEMPTS, 0, Integer.class) + 1;
            exchange.setProperty(ATTEMPTS, failed);
            Integer retryAfter = walk.getMessage().getHeader("Retry-After", Integer.class);
            exchange.getMessage().setHeader(Exchange.REDELIVERY_DELAY, BackOff.millis(failed, retryAfter));
            throw new RetryableFailureException(outcome.status());
        }
    }

    private CommandOutcome walk(Exchange command, Exchange walk) throws InterruptedException {
        String requestId = CallContext.requestId(command);
        String operation = CallContext.operationId(command);
        Map<String, String> parameters = Map.of(
                "session", CallContext.parameter(command, "session"),
                "gid", CallContext.parameter(command, "gid"),
                "jid", CallContext.parameter(command, "jid"));
        CallContext.initialize(walk, requestId, operation, CallContext.credentials(command), parameters, null);
        try {
            return outcome(template.asyncSend("direct:" + operation, walk).get(millisToAnswer, TimeUnit.MILLISECONDS));
        } catch (TimeoutException e) {
            LOG.warn("operation={} gave no answer within {} ms", operation, millisToAnswer);
            return failed(ErrorCode.ENGINE_TIMEOUT, "no answer in time");
        } catch (ExecutionException | IOException e) {
            LOG.error("operation={} failed", operation, e);
            return failed(ErrorCode.INTERNAL_ERROR, "the gateway failed; the request id finds the reason in its log");
        }
    }

    private static CommandOutcome outcome(Exchange walked) throws ExecutionException, IOException {
        if (walked.getException() != null) {
            throw new ExecutionException(walked.getException());
        }
        Message answer = walked.getMessage();
        int status = answer.getHeader(Exchange.HTTP_RESPONSE_CODE, 200, Integer.class);
        JsonNode error = status < 400
                ? null
                : CommandOutcome.JSON.readTree(answer.getBody(byte[].class)).get("error");
        return new CommandOutcome(status, error);
    }

    private static CommandOutcome failed(ErrorCode code, String message) {
        return CommandOutcome.failed(code, ErrorEnvelope.of(code, message));
    }
}
