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

/** What a refusal of an engine route means to a caller: the table at the top of the engines' vocabulary. */
final class RefusalTranslator {
    private static final Logger LOG = LoggerFactory.getLogger(RefusalTranslator.class);
    /** What is no response that anybody understands. */
    static final String INVALID_RESPONSE = "invalid_response";

    /** The old name of {@link #INVALID_RESPONSE}, for users' routes. */
    private static final String NONSENSE = "nonsense";

    private static final Pattern WORD = Pattern.compile("[a-z_]{1,20}");

    private static final long REMINDED_NANOS = Duration.ofMinutes(1).toNanos();

    private final LongSupplier nanoTime;

    /** When the log last said that an entry's credentials are wrong: every call would say it. */
    private final Map<String, Long> toldAt = new ConcurrentHashMap<>();

    private final Map<String, EngineEntry> entries;

    RefusalTranslator(Map<String, EngineEntry> entries, LongSupplier nanoTime) {
        this.entries = entries;
        this.nanoTime = nanoTime;
    }

    private String kind(EngineRequest call) {
        return entries.get(call.entry()).kind();
    }

    /** What an answer means that says that there is no engine behind what answered; empty for any other. */
    static Optional<UnavailableException> absence(Map<String, Object> answer) {
        return "unavailable".equals(answer.get("refusal"))
                ? Optional.of(UnavailableException.engine("the session's engine cannot be reached", retryAfter(answer)))
                : Optional.empty();
    }

    /**
     * Gives back an answer that is none.
     *
     * @throws DomainException what was refused
     */
    Map<String, Object> orAnswer(EngineRequest call, Map<String, Object> answer) {
        Object refusal = answer.get("refusal");
        if (refusal == null) {
            return answer;
        }
        Optional<UnavailableException> absence = absence(answer);
        if (absence.isPresent()) {
            throw absence.get();
        }
        throw refused(call, refusal.toString(), answer);
    }

    private DomainException refused(EngineRequest call, String refusal, Map<String, Object> answer) {
        return switch (refusal) {
            case "not_connected" -> new NotConnectedException();
            case "no_group" -> new NotFoundException("group not found");
            case "no_member" -> new NotFoundException("member not found");
            case "forbidden" -> new ForbiddenException("WhatsApp refuses this");
            case "full" -> new ForbiddenException("the group is full");
            case "bad_invite" ->
                InvalidRequestException.validation(
                        "WhatsApp does not know this invite", Map.of("invite", "must be one that is still in force"));
            case "no_code" -> new NotFoundException("no code is ready: start the session, and ask again in a moment");
            case "paired" -> new ConflictException("the session is paired already");
            case "invalid" ->
                InvalidRequestException.validation(
                        "WhatsApp does not take what was sent", Map.of("body", "is not accepted"));
            case "unsupported" ->
                NotImplementedException.byEngine(kind(call), call.operation().wireName());
            case "rate_limited" -> UnavailableException.rateLimited(retryAfter(answer));
            case "timed_out" -> EngineException.timeout();
            case "no_address" -> EngineException.error("the session's engine cannot address this member");
            case "bad_credentials" -> {
                tellOperator(call.entry());
                yield EngineException.error("the engine rejected the gateway's credentials");
            }
            default -> {
                // A word that a route's author mistyped helps; a text that an engine wrote may hold anything.
                boolean isNamed = WORD.matcher(refusal).matches() && !NONSENSE.equals(refusal);
                String word = isNamed ? refusal : INVALID_RESPONSE;
                LOG.warn(
                        "engine={} operation={} refused: {}",
                        call.entry(),
                        call.operation().wireName(),
                        word);
                yield EngineException.error("the engine returned an invalid response");
            }
        };
    }

    private void tellOperator(String entry) {
        long now = nanoTime.getAsLong();
        Long last = toldAt.putIfAbsent(entry, now);
        if (last == null || (now - last >= REMINDED_NANOS && toldAt.replace(entry, last, now))) {
            LOG.error("engine={} rejects the credentials that gateway.engines.{}.secret gives it", entry, entry);
        }
    }

    /** Whole seconds, and none too few. */
    private static int retryAfter(Map<String, Object> answer) {
        return answer.get("retryAfter") instanceof Number seconds
                ? (int) Math.max(1, Math.ceil(seconds.doubleValue()))
                : UnavailableException.DEFAULT_RETRY_AFTER;
    }
}
