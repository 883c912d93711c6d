package io.wagateway.engine;

import io.wagateway.error.ConflictException;
import io.wagateway.error.DomainException;
import io.wagateway.error.EngineException;
import io.wagateway.error.ForbiddenException;
import io.wagateway.error.InvalidRequestException;
import io.wagateway.error.NotConnectedException;
import io.wagateway.error.NotFoundException;
import io.wagateway.error.NotImplementedException;
import io.wagateway.error.UnavailableException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Translates a refusal of an engine route into the caller's error, by the table in {@link io.wagateway.engine}. */
final class RefusalTranslator {
    private static final Logger LOG = LoggerFactory.getLogger(RefusalTranslator.class);

    /** The refusal of a response that the gateway does not understand. */
    static final String INVALID_RESPONSE = "invalid_response";

    /** The old name of {@link #INVALID_RESPONSE}, for users' routes. */
    private static final String NONSENSE = "nonsense";

    private static final Pattern WORD = Pattern.compile("[a-z_]{1,20}");

    private static final long LOG_INTERVAL_NANOS = Duration.ofMinutes(1).toNanos();

    private final LongSupplier nanoTime;

    /** When an entry's rejected credentials were last logged, as every call would log them. */
    private final Map<String, Long> loggedAt = new ConcurrentHashMap<>();

    private final Map<String, EngineEntry> entries;

    RefusalTranslator(Map<String, EngineEntry> entries, LongSupplier nanoTime) {
        this.entries = entries;
        this.nanoTime = nanoTime;
    }

    private String kind(EngineRequest call) {
        return entries.get(call.entry()).kind();
    }

    /** The error of a response that says that the engine is unavailable; empty for any other response. */
    static Optional<UnavailableException> unavailability(Map<String, Object> response) {
        return "unavailable".equals(response.get("refusal"))
                ? Optional.of(
                        // A proxy cannot tell, or does not say, if the engine has got the request.
                        UnavailableException.engineOutcomeUnknown(
                                "the session's engine cannot be reached", retryAfter(response)))
                : Optional.empty();
    }

    /** @throws DomainException the caller's error, if the response is a refusal */
    void throwIfRefused(EngineRequest call, Map<String, Object> response) {
        Object refusal = response.get("refusal");
        if (refusal == null) {
            return;
        }
        Optional<UnavailableException> unavailability = unavailability(response);
        if (unavailability.isPresent()) {
            throw unavailability.get();
        }
        throw refused(call, refusal.toString(), response);
    }

    private DomainException refused(EngineRequest call, String refusal, Map<String, Object> response) {
        WhatsAppReason whatsApp = WhatsAppReason.of(response);
        return switch (refusal) {
            case "not_connected" -> new NotConnectedException();
            case "no_group" -> new NotFoundException("group not found");
            case "no_member" -> new NotFoundException("member not found");
            case "forbidden" -> new ForbiddenException(whatsApp.message(), whatsApp.details());
            case "rejected" -> EngineException.error(whatsApp.message(), whatsApp.details());
            case "full" -> new ForbiddenException("the group is full", whatsApp.details());
            case "bad_invite" ->
                InvalidRequestException.validation(
                        "WhatsApp does not know this invite",
                        whatsApp.details(Map.of("invite", "must be a valid invite")));
            case "no_code" -> new NotFoundException("no QR or pairing code yet; start the session and retry");
            case "no_passkey" -> new ConflictException("nobody asks for this passkey, or no longer");
            case "paired" -> new ConflictException("the session is paired already");
            case "invalid" ->
                InvalidRequestException.validation(
                        "WhatsApp rejected the request as invalid",
                        whatsApp.details(Map.of("body", "is not accepted")));
            case "unsupported" ->
                NotImplementedException.byEngine(kind(call), call.operation().wireName());
            case "rate_limited" -> UnavailableException.rateLimited(retryAfter(response));
            case "timed_out" -> EngineException.timeout();
            case "no_address" -> EngineException.error("the session's engine cannot address this member");
            case "bad_credentials" -> {
                logRejectedCredentials(call.entry());
                yield EngineException.error("the engine rejected the gateway's credentials");
            }
            default -> {
                // A word helps the author of a route who mistyped it. A text of an engine may contain anything.
                boolean isNamed = WORD.matcher(refusal).matches() && !NONSENSE.equals(refusal);
                String word = isNamed ? refusal : INVALID_RESPONSE;
                LOG.warn(
                        "engine={} operation={} refused: {}",
                        call.entry(),
                        call.operation().wireName(),
                        word);
                yield EngineException.invalidResponse();
            }
        };
    }

    private void logRejectedCredentials(String entry) {
        long now = nanoTime.getAsLong();
        Long last = loggedAt.putIfAbsent(entry, now);
        if (last == null || (now - last >= LOG_INTERVAL_NANOS && loggedAt.replace(entry, last, now))) {
            LOG.error("engine={} rejects the credentials in gateway.engines.{}.secret", entry, entry);
        }
    }

    /** Whole seconds, rounded up. */
    private static int retryAfter(Map<String, Object> response) {
        return response.get("retryAfter") instanceof Number seconds
                ? (int) Math.max(1, Math.ceil(seconds.doubleValue()))
                : UnavailableException.DEFAULT_RETRY_AFTER;
    }
}
