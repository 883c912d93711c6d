package io.wagateway.engine;

import io.wagateway.error.DomainException;
import io.wagateway.error.EngineFailure;
import io.wagateway.error.Forbidden;
import io.wagateway.error.NotConnected;
import io.wagateway.error.NotFound;
import io.wagateway.error.NotImplemented;
import io.wagateway.error.Unavailable;
import java.util.Map;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a refusal of an engine route means to a caller: the table at the top of the engines' vocabulary. */
final class Refusals {
    private static final Logger LOG = LoggerFactory.getLogger(Refusals.class);
    private static final Pattern WORD = Pattern.compile("[a-z_]{1,20}");

    private Refusals() {}

    /**
     * Gives back an answer that is none.
     *
     * @throws DomainException what was refused
     */
    static Map<String, Object> orAnswer(EngineCall call, Map<String, Object> answer) {
        Object refusal = answer.get("refusal");
        if (refusal == null) {
            return answer;
        }
        throw refused(call, refusal.toString(), answer);
    }

    private static DomainException refused(EngineCall call, String refusal, Map<String, Object> answer) {
        return switch (refusal) {
            case "not_connected" -> new NotConnected();
            case "no_group" -> new NotFound("group not found");
            case "no_member" -> new NotFound("member not found");
            case "forbidden" -> new Forbidden("WhatsApp refuses this");
            case "full" -> new Forbidden("the group is full");
            case "unsupported" -> new NotImplemented("the session's engine cannot do this");
            case "rate_limited" -> Unavailable.rateLimited(retryAfter(answer));
            case "timed_out" -> EngineFailure.timeout();
            case "no_address" -> EngineFailure.error("the session's engine cannot address this member");
            case "bad_credentials" -> {
                String entry = call.entry();
                LOG.error("engine={} rejects the credentials that gateway.engines.{}.secret gives it", entry, entry);
                yield EngineFailure.error("the session's engine does not accept the gateway");
            }
            default -> {
                // A word that a route's author mistyped helps; a text that an engine wrote may hold anything.
                String word = WORD.matcher(refusal).matches() ? refusal : "nonsense";
                LOG.warn(
                        "engine={} operation={} refused: {}",
                        call.entry(),
                        call.operation().wireName(),
                        word);
                yield EngineFailure.error("the engine answered nonsense");
            }
        };
    }

    /** Whole seconds, and none too few. */
    private static int retryAfter(Map<String, Object> answer) {
        return answer.get("retryAfter") instanceof Number seconds
                ? (int) Math.max(1, Math.ceil(seconds.doubleValue()))
                : Unavailable.DEFAULT_RETRY_AFTER;
    }
}
