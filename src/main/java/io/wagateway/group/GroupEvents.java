package io.wagateway.group;

import io.wagateway.error.DomainException;
import io.wagateway.error.ErrorInfo;
import io.wagateway.event.log.Event;
import io.wagateway.event.log.EventName;
import io.wagateway.event.log.Origin;
import io.wagateway.group.stored.Difference;
import io.wagateway.group.stored.DifferenceRecorder.Finding;
import io.wagateway.group.stored.ObservedGroup;
import io.wagateway.group.stored.ObservedMember;
import java.util.LinkedHashMap;
import java.util.Map;

/** The events of changes of groups, and of changes that failed, or may have failed. */
final class GroupEvents {
    private static final int MAX_NAME = 128;
    private static final int MAX_MESSAGE = 1_024;

    private GroupEvents() {}

    /** A change of a group as a whole. */
    static Event of(EventName name, Origin origin, String gid) {
        return Event.of(name, origin, gid, Map.of());
    }

    /** @param named the member, as the call names them */
    static Event ofMember(EventName name, Origin origin, String gid, String named) {
        return Event.of(name, origin, gid, Map.of("memberJid", named));
    }

    /** A group that is new to the account is one that the account has created itself, or else one that it has joined. */
    static EventName name(Finding finding, Difference difference) {
        ObservedGroup group = difference.group();
        String owner = difference.event() == EventName.JOINED ? group.ownerOrCreator() : null;
        boolean isOwn = owner != null
                && CallChange.isNamed(
                        ObservedMember.named(owner),
                        finding.account().jid(),
                        finding.account().lid());
        return isOwn ? EventName.CREATED : difference.event();
    }

    /** The payload of an observed change, without its group. */
    static Map<String, Object> about(Difference difference) {
        return difference.member() == null
                ? Map.of()
                : Map.of("memberJid", difference.member().name());
    }

    /** @param fields that were changed, in that order; or {@code invite} */
    static Event updated(Origin origin, String gid, Iterable<String> fields) {
        return Event.of(EventName.UPDATED, origin, gid, Map.of("changed", fields));
    }

    /**
     * A change that WhatsApp was asked for, and that was not made, or may not have been made.
     *
     * @param named the member, as the call names them; null: it is about none, or about several
     */
    static Event notConfirmed(Origin origin, String gid, String named, Throwable failure) {
        ErrorInfo error = ErrorInfo.of(failure);
        return isOutcomeUnknown(failure)
                ? unknown(origin, gid, named, error)
                : notDone(origin, gid, named, error, Map.of());
    }

    /** A defect may be one of reading the response. */
    private static boolean isOutcomeUnknown(Throwable failure) {
        return failure instanceof UnverifiedChangeException
                || DomainException.find(failure)
                        .map(DomainException::isOutcomeUnknown)
                        .orElse(true);
    }

    /** A change that may have been made. */
    static Event unknown(Origin origin, String gid, String named, ErrorInfo error) {
        return withError(EventName.UNKNOWN, origin, gid, named, error, Map.of());
    }

    /**
     * A change that was not made.
     *
     * @param gid well-formed, or null
     * @param named the member, as the call names them, well-formed or not; null: it is about none, or about several
     */
    static Event notDone(Origin origin, String gid, String named, ErrorInfo error, Map<String, ?> more) {
        return withError(EventName.ofFailure(error.code().status()), origin, gid, named, error, more);
    }

    private static Event withError(
            EventName name, Origin origin, String gid, String named, ErrorInfo error, Map<String, ?> more) {
        Map<String, Object> payload = new LinkedHashMap<>(more);
        if (named != null && !named.isEmpty()) {
            payload.put("memberJid", name(named));
        }
        payload.put("code", error.code().code());
        payload.put("message", cut(error.message(), MAX_MESSAGE));
        return Event.of(name, origin, gid, payload);
    }

    /** A caller's name for a group or a member, which may be any text. */
    static String name(String given) {
        return cut(given, MAX_NAME);
    }

    private static String cut(String text, int maxLength) {
        return text.length() > maxLength ? text.substring(0, maxLength) : text;
    }
}
