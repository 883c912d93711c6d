package io.wagateway.engine;

import io.wagateway.error.DomainException;
import io.wagateway.error.EngineException;
import io.wagateway.error.ForbiddenException;
import io.wagateway.error.NotFoundException;
import io.wagateway.error.UnavailableException;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * An engine's result for each of several members. If a member is neither in {@code done} nor in {@code refused}, the
 * engine does not say, and the group must be read back.
 *
 * @param done the members that were changed, by the name in the request
 * @param refused the errors of the members that were not changed, by the name in the request
 * @param accepted whether WhatsApp is known to let the account change members of the group
 */
public record MemberResults(Set<String> done, Map<String, DomainException> refused, boolean accepted) {
    /**
     * Reads a response {@code {outcome, rows}}.
     *
     * @param asked the names of the members in the request
     * @throws EngineException the response does not have this shape
     */
    public static MemberResults of(Map<String, Object> response, Collection<String> asked) {
        ChangeOutcome outcome = ChangeOutcome.parse(response.get("outcome")).orElse(null);
        Object rows = response.get("rows");
        if (outcome == null || !(rows == null || rows instanceof List)) {
            throw EngineException.error("the engine returned an invalid response");
        }
        boolean accepted = outcome != ChangeOutcome.UNVERIFIED;
        if (rows == null) {
            return new MemberResults(outcome == ChangeOutcome.DONE ? Set.copyOf(asked) : Set.of(), Map.of(), accepted);
        }
        Set<String> done = new HashSet<>();
        Map<String, DomainException> refused = new HashMap<>();
        for (Object each : (List<?>) rows) {
            if (each instanceof Map<?, ?> row && row.get("member") instanceof String member && asked.contains(member)) {
                if (row.get("refusal") != null) {
                    refused.put(member, refusal(row.get("refusal").toString(), row.get("reason")));
                } else if (outcome == ChangeOutcome.DONE) {
                    done.add(member);
                }
            }
        }
        return new MemberResults(done, refused, accepted);
    }

    private static DomainException refusal(String word, Object given) {
        String reason = given instanceof String text ? text : WhatsAppCodes.reason(word);
        return switch (word) {
            case "no_member" -> new NotFoundException("member not found");
            case "not_on_whatsapp" -> new NotFoundException(reason);
            case "forbidden", "invite_only", "left_recently", "blocked", "full" -> new ForbiddenException(reason);
            case "rate_limited" -> UnavailableException.rateLimited(UnavailableException.DEFAULT_RETRY_AFTER);
            case "no_address" -> EngineException.error("the session's engine cannot address this member");
            default -> EngineException.error("the engine returned an invalid response");
        };
    }
}
