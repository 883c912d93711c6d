package io.wagateway.group;

import io.wagateway.engine.Jids;
import io.wagateway.event.log.EventLog;
import io.wagateway.event.log.EventName;
import io.wagateway.group.stored.Difference;
import io.wagateway.group.stored.DifferenceRecorder.Finding;
import io.wagateway.group.stored.ObservedMember;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

/** What the log has of a group since its stored rows were last known to be so, and what that explains of a read. */
final class RecentCalls {
    private static final Map<EventName, EventName> OPPOSITES = new EnumMap<>(Map.of(
            EventName.PROMOTED, EventName.DEMOTED,
            EventName.DEMOTED, EventName.PROMOTED,
            EventName.ADDED, EventName.REMOVED,
            EventName.REMOVED, EventName.ADDED,
            EventName.JOINED, EventName.LEFT,
            EventName.LEFT, EventName.JOINED));

    private final Finding finding;
    private final List<EventLog.Recorded> events;
    private final long engineDelay;

    /** By the name that the event has, each in their order: a bulk call has a thousand. */
    private final Map<String, List<EventLog.Recorded>> byMember = new HashMap<>();

    /** @param events in their order */
    RecentCalls(Finding finding, List<EventLog.Recorded> events, long engineDelay) {
        this.finding = finding;
        this.events = events;
        this.engineDelay = engineDelay;
        for (EventLog.Recorded event : events) {
            if (event.payload().get("memberJid") instanceof String name && Jids.isMember(name)) {
                byMember.computeIfAbsent(Jids.spelling(name), jid -> new ArrayList<>())
                        .add(event);
            }
        }
    }

    /** Whether the last event about it is that a call of the organisation has made this change. */
    boolean haveMade(Difference difference) {
        EventLog.Recorded last = last(difference);
        boolean isSame = last != null && !last.isObserved() && isSame(last, difference);
        return isSame && (difference.field() == null || !last.session().equals(finding.session()));
    }

    /** Whether the last event about it is that the opposite has happened, so shortly before the read that it may be stale. */
    boolean haveReverted(Difference difference) {
        EventLog.Recorded last = last(difference);
        if (last == null || last.createdAt() < finding.requestedAt() - engineDelay) {
            return false;
        }
        if (difference.field() != null) {
            return !last.isObserved() && last.session().equals(finding.session());
        }
        // No row is left that says when the account was last known to be out of the group.
        boolean counts = !last.isObserved() || difference.event() == EventName.JOINED;
        return counts && !isSame(last, difference);
    }

    private EventLog.Recorded last(Difference difference) {
        EventLog.Recorded last = null;
        for (EventLog.Recorded event : difference.member() == null ? events : about(difference.member())) {
            if (isAbout(event, difference)) {
                last = event;
            }
        }
        return last;
    }

    /** In their order. */
    private List<EventLog.Recorded> about(ObservedMember member) {
        List<EventLog.Recorded> found = new ArrayList<>();
        Stream.of(member.jid(), member.lid())
                .filter(Objects::nonNull)
                .map(name -> byMember.getOrDefault(Jids.spelling(name), List.of()))
                .forEach(found::addAll);
        found.sort(Comparator.comparingLong(EventLog.Recorded::createdAt));
        return found;
    }

    private static boolean isSame(EventLog.Recorded event, Difference difference) {
        return difference.field() != null
                || (event.name() != OPPOSITES.get(difference.event()) && !isOpposite(event.name(), difference.event()));
    }

    /** Whether a call brought the account in that leaves, or another session has added or removed it. */
    private static boolean isOpposite(EventName event, EventName shown) {
        return (shown == EventName.LEFT && (event == EventName.ADDED || event == EventName.CREATED))
                || (shown == EventName.JOINED && event == EventName.REMOVED);
    }

    private boolean isAbout(EventLog.Recorded event, Difference difference) {
        if (difference.field() != null) {
            return event.name() == EventName.UPDATED
                    && event.payload().get("changed") instanceof List<?> changed
                    && changed.contains(difference.field());
        }
        if (difference.member() != null) {
            // The index has found it by the member's name.
            return event.name() == difference.event() || event.name() == OPPOSITES.get(difference.event());
        }
        boolean isOfMembers = event.name() == EventName.ADDED || event.name() == EventName.REMOVED;
        return isOfMembers
                ? isNamed(
                        event,
                        ObservedMember.plain(
                                finding.account().jid(), finding.account().lid()))
                : event.session().equals(finding.session())
                        && Set.of(EventName.JOINED, EventName.CREATED, EventName.LEFT)
                                .contains(event.name());
    }

    private static boolean isNamed(EventLog.Recorded event, ObservedMember member) {
        return event.payload().get("memberJid") instanceof String name
                && (Jids.isMember(name) && member.isNamedLike(ObservedMember.named(name)));
    }
}
