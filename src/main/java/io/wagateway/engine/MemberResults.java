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
 * group must be read back: the engine does not say, or WhatsApp has changed nothing.
 *
 * @param done the members that were changed, by the name in the request, with WhatsApp's own names of them
 * @param unchanged the members of whom WhatsApp says that they were as the change wants them already, by the name in
 *     the request
 * @param refused the errors of the members that were not changed, by the name in the request
 * @param accepted whether WhatsApp is known to let the account change members of the group
 */
public record MemberResults(
        Map<String, Names> done, Set<String> unchanged, Map<String, DomainException> refused, boolean accepted) {
    /**
     * WhatsApp's own names of a member, which may be spelled otherwise than in the request.
     *
     * @param jid user JID; null if the engine does not return it
     * @param lid null if the engine does not return it
     */
    public record Names(String jid, String lid) {
        private static final Names UNKNOWN = new Names(null, null);

        private static Names of(Map<?, ?> row) {
            return new Names(
                    row.get("jid") instanceof String jid && Jids.isUser(jid) ? jid : null,
                    row.get("lid") instanceof String lid && Jids.isLid(lid) ? lid : null);
        }
    }

    private static final int NOT_ACCEPTABLE = 406;

    /** One member whom WhatsApp refused to change. */
    public static MemberResults refused(String member, DomainException refusal) {
        return new MemberResults(Map.of(), Set.of(), Map.of(member, refusal), true);
    }

    /**
     * Whether the member may be as the change wants them to be: WhatsApp refuses to demote somebody whom another request
     * has demoted at the same moment, with the same code as the creator.
     */
    public static boolean mayBeDoneAlready(DomainException refusal) {
        return WhatsAppReason.in(refusal).filter(code -> code == NOT_ACCEPTABLE).isPresent();
    }

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
            throw EngineException.invalidResponse();
        }
        boolean accepted = outcome != ChangeOutcome.UNVERIFIED;
        if (rows == null) {
            Map<String, Names> all = new HashMap<>();
            if (outcome == ChangeOutcome.DONE) {
                asked.forEach(member -> all.put(member, Names.UNKNOWN));
            }
            return new MemberResults(all, Set.of(), Map.of(), accepted);
        }
        Map<String, Names> done = new HashMap<>();
        Set<String> unchanged = new HashSet<>();
        Map<String, DomainException> refused = new HashMap<>();
        for (Object each : (List<?>) rows) {
            if (each instanceof Map<?, ?> row && row.get("member") instanceof String member && asked.contains(member)) {
                if (row.get("refusal") != null) {
                    refused.put(
                            member, refusal(row.get("refusal").toString(), WhatsAppReason.of(row), row.get("invite")));
                } else if (Boolean.TRUE.equals(row.get(WhatsAppCodes.UNCHANGED))) {
                    unchanged.add(member);
                } else if (outcome == ChangeOutcome.DONE) {
                    done.put(member, Names.of(row));
                }
            }
        }
        return new MemberResults(done, unchanged, refused, accepted);
    }

    private static DomainException refusal(String word, WhatsAppReason whatsApp, Object invite) {
        return switch (word) {
            case "no_member" -> new NotFoundException("member not found");
            case "not_on_whatsapp" -> new NotFoundException("nobody on WhatsApp has this number", whatsApp.details());
            case "forbidden" ->
                new ForbiddenException("WhatsApp does not let the account do this to this person", whatsApp.details());
            case "invite_only" ->
                new ForbiddenException(
                        "only an invite can bring this person in, as their privacy settings want it",
                        whatsApp.details(invite == null ? Map.of() : Map.of("invite", invite)));
            case "left_recently" ->
                new ForbiddenException("this person left the group only recently", whatsApp.details());
            case "blocked" -> new ForbiddenException("this person has blocked the account", whatsApp.details());
            case "full" -> new ForbiddenException("the group is full", whatsApp.details());
            case "rejected" -> EngineException.error(whatsApp.message(), whatsApp.details());
            case "rate_limited" -> UnavailableException.rateLimited(UnavailableException.DEFAULT_RETRY_AFTER);
            case "no_address" -> EngineException.error("the session's engine cannot address this member");
            default -> EngineException.invalidResponse();
        };
    }
}
