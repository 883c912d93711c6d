package io.wagateway.engine;

import io.wagateway.error.EngineFailure;
import io.wagateway.error.Forbidden;
import io.wagateway.error.NotConnected;
import io.wagateway.error.NotFound;
import io.wagateway.error.Unavailable;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a refusal of an engine route means to a caller: the table at the top of the engines' vocabulary. */
final class Refusals {
    private static final Logger LOG = LoggerFactory.getLogger(Refusals.class);

    private Refusals() {}

    static void raise(String entry, EngineOperation operation, Map<String, Object> answer) {
        Object refusal = answer.get("refusal");
        if (refusal == null) {
            return;
        }
        switch (refusal.toString()) {
            case "not_connected" -> throw new NotConnected();
            case "no_group" -> throw new NotFound("group not found");
            case "no_member" -> throw new NotFound("member not found");
            case "forbidden" -> throw new Forbidden("WhatsApp refuses this");
            case "rate_limited" -> throw Unavailable.rateLimited(retryAfter(answer));
            case "bad_credentials" -> {
                LOG.error("engine={} rejects the credentials that gateway.engines.{}.secret gives it", entry, entry);
                throw EngineFailure.error("the session's engine does not accept the gateway");
            }
            default -> {
                LOG.warn("engine={} operation={} refused: {}", entry, operation.wireName(), refusal);
                throw EngineFailure.error("the engine answered nonsense");
            }
        }
    }

    private static int retryAfter(Map<String, Object> answer) {
        return answer.get("retryAfter") instanceof Number seconds
                ? Math.max(1, seconds.intValue())
                : Unavailable.DEFAULT_RETRY_AFTER;
    }
}
