package io.wagateway.pipeline;

import io.wagateway.error.DomainException;
import io.wagateway.error.ErrorCode;
import io.wagateway.error.ErrorEnvelope;
import io.wagateway.error.ErrorInfo;
import io.wagateway.error.PartialFailureException;
import io.wagateway.error.UnauthorizedException;
import io.wagateway.error.UnavailableException;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.apache.camel.support.DefaultMessage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Step {@code errorResponse}: turns the exception that a route ended with into the documented answer, an {@link
 * ErrorEnvelope} still to be written as JSON. The message is a new one, so that nothing of the request, of an engine or of a half-made answer stays on it.
 */
@Component("errorResponse")
final class ErrorResponse implements Processor {
    private static final Logger LOG = LoggerFactory.getLogger("gateway.refusals");

    @Override
    public void process(Exchange exchange) {
        Exception failure = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class);
        Message answer = new DefaultMessage(exchange);
        exchange.setMessage(answer);
        if (failure instanceof DomainException refusal) {
            log(exchange, refusal);
            answer(exchange, answer, refusal.code(), refusal.getMessage(), refusal.details());
            if (refusal instanceof UnauthorizedException unauthorized) {
                answer.setHeader("WWW-Authenticate", unauthorized.challenge());
            } else if (refusal instanceof UnavailableException later) {
                answer.setHeader("Retry-After", later.retryAfter());
            } else if (refusal instanceof PartialFailureException part && part.retryAfter() != null) {
                answer.setHeader("Retry-After", part.retryAfter());
            }
        } else {
            LOG.error("operation={} failed", CallContext.operationId(exchange), failure);
            ErrorInfo told = ErrorInfo.of(failure);
            answer(exchange, answer, told.code(), told.message(), Map.of());
        }
    }

    private static void answer(
            Exchange exchange, Message answer, ErrorCode code, String message, Map<String, Object> details) {
        exchange.setProperty(ResponseTags.ERROR_CODE, code.code());
        answer.setHeader(Exchange.HTTP_RESPONSE_CODE, code.status());
        answer.setHeader(Exchange.CONTENT_TYPE, "application/json");
        answer.setBody(ErrorEnvelope.of(code, message, details));
    }

    private static void log(Exchange exchange, DomainException refusal) {
        String line = "operation={} engine={} status={} code={} message=\"{}\"";
        Object[] values = {
            CallContext.operationId(exchange),
            ResponseTags.engine(exchange),
            refusal.code().status(),
            refusal.code().code(),
            refusal.getMessage()
        };
        if (refusal.code().status() >= 500 && refusal.code() != ErrorCode.NOT_IMPLEMENTED) {
            LOG.warn(line, values);
        } else if (refusal.code() == ErrorCode.UNAUTHORIZED) {
            // Anybody can make these without end; they are counted in the metrics.
            LOG.debug(line, values);
        } else {
            LOG.info(line, values);
        }
    }
}
