package io.wagateway.group;

import io.wagateway.event.log.Event;
import io.wagateway.event.log.EventLog;
import io.wagateway.event.log.EventName;
import io.wagateway.event.recovery.IntentStore;
import io.wagateway.event.recovery.UnknownOutcomeStore;
import io.wagateway.group.stored.Difference;
import io.wagateway.group.stored.DifferenceRecorder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * Tells what others have changed, as a read of WhatsApp shows it: all observed events are written here, and nowhere else. A
 * change that a call of the gateway explains is never one of them:
 *
 * <ul>
 *   <li>A call that is under way may have made it: then it is not stored yet.
 *   <li>A call of the same organisation by another session has made it: then it is only stored.
 *   <li>A call has made the opposite just now: then the engine may be late, and it is not stored yet.
 *   <li>A call whose outcome the gateway could not find out has asked for it: then the event is that call's.
 * </ul>
 */
final class ObservedChanges implements DifferenceRecorder {
    /** Engines read a change back at once. Clocks of nodes may differ by less. */
    private static final long ENGINE_DELAY = 2_000;

    private static final int MAX_RECENT = 10_000;

    private final IntentStore intents;
    private final UnknownOutcomeStore unknownOutcomes;
    private final EventLog log;
    private final GrantChanges grants;
    private final LongSupplier clock;

    /** @param clock the database's time */
    ObservedChanges(
            IntentStore intents,
            UnknownOutcomeStore unknownOutcomes,
            EventLog log,
            GrantChanges grants,
            LongSupplier clock) {
        this.intents = intents;
        this.unknownOutcomes = unknownOutcomes;
        this.log = log;
        this.grants = grants;
        this.clock = clock;
    }

    @Override
    public Set<Difference> record(Finding finding) {
        String organization = finding.account().organization();
        List<CallChange> open = CallChange.of(intents.open(organization, finding.session(), finding.group()));
        List<CallChange> unknown = CallChange.of(
                unknownOutcomes.find(organization, finding.session(), finding.group(), clock.getAsLong()));
        List<EventLog.Recorded> recent = log.recent(
                organization,
                finding.group(),
                Math.min(finding.knownAt(), finding.requestedAt()) - ENGINE_DELAY,
                MAX_RECENT);
        RecentCalls calls = new RecentCalls(finding, recent, ENGINE_DELAY);
        Set<Difference> heldBack = new LinkedHashSet<>();
        List<Event> events = new ArrayList<>();
        List<Difference> others = new ArrayList<>();
        List<Difference> told = new ArrayList<>();
        Set<CallChange> shown = new LinkedHashSet<>();
        for (Difference difference : finding.differences()) {
            if (isOfTheAccountItself(finding, difference)) {
                continue;
            }
            boolean isUnderWay = open.stream().anyMatch(call -> call.mayExplain(finding, difference));
            if (isUnderWay || calls.haveReverted(difference)) {
                heldBack.add(difference);
            } else if (!calls.haveMade(difference)) {
                Optional<CallChange> late = unknown.stream()
                        .filter(call -> !(shown.contains(call) && call.isShown()))
                        .filter(call -> call.mayExplain(finding, difference))
                        .findFirst();
                if (late.isEmpty()) {
                    others.add(difference);
                } else if (late.get().isOf(finding.session())) {
                    events.add(late.get().event(finding, difference));
                    grants.add(finding, late.get().intent(), late.get().grants(difference));
                    told.add(difference);
                    late.get().show(difference);
                    shown.add(late.get());
                }
            }
        }
        events.addAll(observed(finding, others));
        told.addAll(others);
        shown.forEach(this::keepRest);
        grants.end(finding, told, clock.getAsLong());
        log.append(events);
        return heldBack;
    }

    /** What is left of a call whose outcome was unknown. */
    private void keepRest(CallChange call) {
        if (call.isShown()) {
            unknownOutcomes.remove(call.intent());
        } else {
            unknownOutcomes.replace(call.intent(), call.rest().toJson());
        }
    }

    /** The account is in the group before and after: only its names have changed. */
    private static boolean isOfTheAccountItself(Finding finding, Difference difference) {
        return (difference.event() == EventName.ADDED || difference.event() == EventName.REMOVED)
                && CallChange.isNamed(
                        difference.member(),
                        finding.account().jid(),
                        finding.account().lid());
    }

    /** One for each member, and one for all fields. */
    private static List<Event> observed(Finding finding, List<Difference> differences) {
        List<Event> events = new ArrayList<>();
        List<String> changed = new ArrayList<>();
        for (Difference difference : differences) {
            if (difference.field() != null) {
                changed.add(difference.field());
            } else {
                events.add(observed(finding, GroupEvents.name(finding, difference), GroupEvents.about(difference)));
            }
        }
        if (!changed.isEmpty()) {
            events.add(observed(finding, EventName.UPDATED, Map.of("changed", changed)));
        }
        return events;
    }

    private static Event observed(Finding finding, EventName name, Map<String, ?> more) {
        return Event.observed(
                name, finding.account().organization(), finding.session(), finding.group(), new LinkedHashMap<>(more));
    }
}
