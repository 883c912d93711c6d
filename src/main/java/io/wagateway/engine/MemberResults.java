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
 * What an engine says became of each of several members. Whoever stands in neither is one of whom it does not say: the
 * group must be read back.
 *
 * @param done by the name that was asked for
 * @param refused likewise, and why
 * @param accepted whether WhatsApp is known to let the account change members of the group
 */
public record MemberResults(Set<String> done, Map<String, DomainException> refused, boolean accepted) {
    /**
     * From an answer {@code {outcome, rows}}; fails where it is not of the documented shape.
     *
     * @param asked the names that the question had
     */
    public static MemberResults of(Map<String, Object> answer, Collection<String> asked) {
        ChangeOutcome outcome = ChangeOutcome.parse(answer.get("outcome")).orElse(null);
        Object rows = answer.get("rows");
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

    private static DomainException refusal(String word, Object told) {
        String reason = told instanceof String text ? text : WhatsAppCodes.reason(word);
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
