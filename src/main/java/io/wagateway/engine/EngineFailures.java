package io.wagateway.engine;

import com.fasterxml.jackson.core.JacksonException;
import io.wagateway.error.DomainException;
import io.wagateway.error.EngineException;
import io.wagateway.error.ErrorCode;
import io.wagateway.error.UnavailableException;
import java.io.CharConversionException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpTimeoutException;
import java.nio.charset.CharacterCodingException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.ExchangeTimedOutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Translates what an engine's route threw, a time-out included, into the error that the caller gets. */
final class EngineFailures {
    private static final Logger LOG = LoggerFactory.getLogger(EngineFailures.class);
    private static final int MAX_CAUSES = 10;
    private static final String UNREACHABLE = "the session's engine cannot be reached";
    private static final Set<ErrorCode> ENGINE_CODES = Set.of(ErrorCode.ENGINE_UNAVAILABLE, ErrorCode.ENGINE_TIMEOUT);

    /**
     * What a failure means.
     *
     * @param reported the error that the caller gets
     * @param isEngineFailure whether the engine would fail for other requests, too. An unreadable response may be due
     *     to one caller's request, and must not open the circuit for the others
     */
    private record Classification(DomainException reported, boolean isEngineFailure) {}

    private EngineFailures() {}

    /**
     * The error that the caller gets: 503 if the engine could not be reached, 504 if it did not respond in time, else
     * 502. The outermost of the failure and its causes with a known meaning decides, as Camel and futures wrap the
     * cause. Unless there was no connection, the engine may have done what it was asked for.
     */
    static DomainException of(Throwable failure) {
        return classify(failure).reported();
    }

    /**
     * Whether the failure counts for the engine's circuit: the engine could not be reached, or did not respond in time.
     */
    static boolean isEngineFailure(Throwable failure) {
        return classify(failure).isEngineFailure();
    }

    private static Classification classify(Throwable failure) {
        for (Throwable cause : chain(failure)) {
            if (cause instanceof DomainException domain) {
                return new Classification(domain, ENGINE_CODES.contains(domain.code()));
            }
            if (cause instanceof RejectedExecutionException) {
                return new Classification(
                        UnavailableException.engineOutcomeUnknown(
                                "too many calls to the session's engine are in flight"),
                        false);
            }
            if (isTimeout(cause)) {
                return new Classification(EngineException.timeout(), true);
            }
            if (isUnreadable(cause)) {
                break;
            }
            if (cause instanceof IOException) {
                return new Classification(
                        isBeforeRequest(cause)
                                ? UnavailableException.engine(UNREACHABLE)
                                : UnavailableException.engineOutcomeUnknown(UNREACHABLE),
                        true);
            }
        }
        return new Classification(EngineException.invalidResponse(), false);
    }

    /** Logs types only: the texts of exceptions may quote addresses, keys, phone numbers and bodies. */
    static void log(EngineRequest call, Throwable failure, DomainException reported) {
        if (failure instanceof DomainException) {
            return;
        }
        LOG.warn(
                "engine={} operation={} failed: {} ({})",
                call.entry(),
                call.operation().wireName(),
                reported.getMessage(),
                chain(failure).stream()
                        .map(EngineFailures::name)
                        .distinct()
                        .collect(Collectors.joining(" caused by ")));
    }

    private static boolean isTimeout(Throwable cause) {
        return cause instanceof SocketTimeoutException
                || cause instanceof TimeoutException
                || cause instanceof ExchangeTimedOutException
                || (cause instanceof HttpTimeoutException && !(cause instanceof HttpConnectTimeoutException));
    }

    /** Whether there was no connection, so that the engine has got nothing. After any other failure nobody can tell. */
    private static boolean isBeforeRequest(Throwable cause) {
        return cause instanceof ConnectException
                || cause instanceof HttpConnectTimeoutException
                || cause instanceof NoRouteToHostException
                || cause instanceof UnknownHostException;
    }

    /** These exceptions are {@link IOException}s, although a response arrived. */
    private static boolean isUnreadable(Throwable cause) {
        return cause instanceof JacksonException
                || cause instanceof CharacterCodingException
                || cause instanceof CharConversionException;
    }

    /** The type; with its text if the exception is one of the gateway's, which contain nothing secret. */
    private static String name(Throwable cause) {
        String type = cause.getClass().getName();
        String name = type.substring(type.lastIndexOf('.') + 1);
        return type.startsWith("io.wagateway.") ? name + ": " + cause.getMessage() : name;
    }

    private static List<Throwable> chain(Throwable failure) {
        return Stream.iterate(failure, cause -> cause != null, Throwable::getCause)
                .limit(MAX_CAUSES)
                .toList();
    }
}
