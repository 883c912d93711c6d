package io.wagateway.pipeline;

import io.wagateway.error.ConflictException;
import io.wagateway.error.DomainException;
import io.wagateway.error.ErrorCode;
import io.wagateway.error.ErrorEnvelope;
import io.wagateway.error.ErrorInfo;
import io.wagateway.error.PartialFailureException;
import io.wagateway.error.UnauthorizedException;
import io.wagateway.error.UnavailableException;
import java.util.Map;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.apache.camel.support.DefaultMessage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Step {@code errorResponse}: turns the exception that ended a route into the documented response, an {@link
 * ErrorEnvelope} that the route then writes as JSON. The status is the one that the onException clause has set in the
 * header {@code CamelHttpResponseCode}, 400 to 599; else the one of the exception's code. The message is a new one, so
 * that nothing of the request, of an engine or of an unfinished response stays on it.
 */
@Component("errorResponse")
final class ErrorResponse implements Processor {
    private static final Logger LOG = LoggerFactory.getLogger("gateway.refusals");

    @Override
    public void process(Exchange exchange) {
        Exception failure = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class);
        Optional<DomainException> refusal = DomainException.find(failure);
        ErrorInfo error = ErrorInfo.of(failure);
        int status = status(exchange, error.code());
        if (refusal.isPresent()) {
            log(exchange, error, status);
        } else {
            DatabaseOutage.logFailure(
                    LOG, failure, "operation={} status={} failed", CallContext.operationId(exchange), status);
        }
        Message response = new DefaultMessage(exchange);
        exchange.setMessage(response);
        exchange.setProperty(ResponseTags.ERROR_CODE, error.code().code());
        response.setHeader(Exchange.HTTP_RESPONSE_CODE, status);
        response.setHeader(Exchange.CONTENT_TYPE, "application/json");
        response.setBody(ErrorEnvelope.of(
                error.code(),
                error.message(),
                refusal.map(DomainException::details).orElse(Map.of())));
        refusal.ifPresent(found -> setHeaders(response, found));
    }

    private static int status(Exchange exchange, ErrorCode code) {
        Object set = exchange.getMessage().getHeader(Exchange.HTTP_RESPONSE_CODE);
        Integer status = exchange.getContext().getTypeConverter().tryConvertTo(Integer.class, exchange, set);
        // A route may have set the status of a success before it failed.
        return status != null && status >= 400 && status <= 599 ? status : code.status();
    }

    private static void setHeaders(Message response, DomainException refusal) {
        if (refusal instanceof UnauthorizedException unauthorized) {
            response.setHeader("WWW-Authenticate", unauthorized.challenge());
        } else if (refusal instanceof UnavailableException unavailable) {
            response.setHeader("Retry-After", unavailable.retryAfter());
        } else if (refusal instanceof ConflictException conflict && conflict.retryAfter() != null) {
            response.setHeader("Retry-After", conflict.retryAfter());
        } else if (refusal instanceof PartialFailureException partial && partial.retryAfter() != null) {
            response.setHeader("Retry-After", partial.retryAfter());
        }
    }

    private static void log(Exchange exchange, ErrorInfo error, int status) {
        String line = "operation={} engine={} status={} code={} message=\"{}\"";
        Object[] values = {
            CallContext.operationId(exchange),
            ResponseTags.engine(exchange),
            status,
            error.code().code(),
            error.message()
        };
        if (error.code().status() >= 500 && error.code() != ErrorCode.NOT_IMPLEMENTED) {
            LOG.warn(line, values);
        } else {
            // Callers can cause any number of these; the metrics count them, and events tell of them.
            LOG.debug(line, values);
        }
    }
}
