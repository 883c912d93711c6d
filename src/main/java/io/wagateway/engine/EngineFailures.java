package io.wagateway.engine;

import com.fasterxml.jackson.core.JacksonException;
import io.wagateway.error.DomainException;
import io.wagateway.error.EngineException;
import io.wagateway.error.ErrorCode;
import io.wagateway.error.UnavailableException;
import java.io.CharConversionException;
import java.io.IOException;
import java.net.SocketTimeoutException;
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

/** What it means that an engine's route threw something, or nothing at all in time. */
final class EngineFailures {
    private static final Logger LOG = LoggerFactory.getLogger(EngineFailures.class);
    private static final int LONGEST_CHAIN = 10;
    private static final Set<ErrorCode> OF_AN_ENGINE = Set.of(ErrorCode.ENGINE_UNAVAILABLE, ErrorCode.ENGINE_TIMEOUT);

    /**
     * What a failure means.
     *
     * @param ofTheEngine whether it says that the engine fails whatever it is asked. What could not be understood may be
     *     due to what one caller asked, and must not keep the others away
     */
    private record Verdict(DomainException told, boolean ofTheEngine) {}

    private EngineFailures() {}

    /**
     * What a caller is told: 503 where the engine could not be reached, 504 where it was too late, else 502. The first
     * of the failure and its causes that says so decides, as Camel and futures wrap what really happened.
     */
    static DomainException of(Throwable failure) {
        return judge(failure).told();
    }

    /** Whether the engine itself is to blame: it could not be reached, or was too late. */
    static boolean isOfTheEngine(Throwable failure) {
        return judge(failure).ofTheEngine();
    }

    private static Verdict judge(Throwable failure) {
        for (Throwable cause : chain(failure)) {
            if (cause instanceof DomainException domain) {
                return new Verdict(domain, OF_AN_ENGINE.contains(domain.code()));
            }
            if (cause instanceof RejectedExecutionException) {
                return new Verdict(UnavailableException.engine("too many calls wait for the session's engine"), false);
            }
            if (isTimeout(cause)) {
                return new Verdict(EngineException.timeout(), true);
            }
            if (isUnreadable(cause)) {
                break;
            }
            if (cause instanceof IOException) {
                return new Verdict(UnavailableException.engine("the session's engine cannot be reached"), true);
            }
        }
        return new Verdict(EngineException.error("the engine's response is unreadable"), false);
    }

    /** Tells the operator; by types alone, as texts may quote addresses, keys, phone numbers and bodies. */
    static void log(EngineRequest call, Throwable failure, DomainException told) {
        if (failure instanceof DomainException) {
            return;
        }
        LOG.warn(
                "engine={} operation={} failed: {} ({})",
                call.entry(),
                call.operation().wireName(),
                told.getMessage(),
                chain(failure).stream().map(EngineFailures::name).distinct().collect(Collectors.joining(" of ")));
    }

    private static boolean isTimeout(Throwable cause) {
        return cause instanceof SocketTimeoutException
                || cause instanceof TimeoutException
                || cause instanceof ExchangeTimedOutException
                || (cause instanceof HttpTimeoutException && !(cause instanceof HttpConnectTimeoutException));
    }

    /** What came is no text or no JSON; these call themselves I/O, but something did come. */
    private static boolean isUnreadable(Throwable cause) {
        return cause instanceof JacksonException
                || cause instanceof CharacterCodingException
                || cause instanceof CharConversionException;
    }

    /** The type; and the text of our own ones, which say nothing that must not be read. */
    private static String name(Throwable cause) {
        String type = cause.getClass().getName();
        String name = type.substring(type.lastIndexOf('.') + 1);
        return type.startsWith("io.wagateway.") ? name + ": " + cause.getMessage() : name;
    }

    private static List<Throwable> chain(Throwable failure) {
        return Stream.iterate(failure, cause -> cause != null, Throwable::getCause)
                .limit(LONGEST_CHAIN)
                .toList();
    }
}
