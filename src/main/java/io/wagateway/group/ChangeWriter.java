package io.wagateway.group;

import io.wagateway.database.GroupCommit;
import io.wagateway.database.RetryingTransaction;
import io.wagateway.event.log.Event;
import io.wagateway.event.log.EventLog;
import io.wagateway.event.log.EventSequencer;
import io.wagateway.event.recovery.Intent;
import io.wagateway.event.recovery.IntentStore;
import io.wagateway.group.stored.Change;
import io.wagateway.group.stored.LockedGroup;
import io.wagateway.group.stored.RoleChange;
import io.wagateway.group.stored.StoredGroups;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Writes intents and results of changes. A result locks the group, then applies the changes, ends the intent and appends
 * the events: the log numbers the events of a group in the order of its changes.
 */
final class ChangeWriter implements GroupCommit.Writer<ChangeWriter.Work> {
    /** What a change writes at one time. */
    sealed interface Work {
        Intent intent();
    }

    /** The intent, before WhatsApp is asked. */
    record Begun(Intent intent) implements Work {}

    /** What became of it, as WhatsApp itself has answered. */
    record Ended(Intent intent, ChangeResult<?> result) implements Work {
        /** Whether it needs no more than its group's row, which many of them can lock at once, and changes at most one role. */
        boolean isSimple() {
            return result.group() != null
                    && !result.onlyIfNew()
                    && result.unknown() == null
                    && result.changes().stream().allMatch(Ended::isOfOne);
        }

        private static boolean isOfOne(Change change) {
            return change instanceof Change.Roles roles
                    && !roles.names().isEmpty()
                    && roles.names().size() <= 2;
        }
    }

    private final IntentStore intents;
    private final EventLog log;
    private final EventSequencer sequencer;
    private final StoredGroups stored;
    private final TransactionOperations transaction;
    private final LongSupplier clock;

    /** @param clock the database's time */
    ChangeWriter(
            IntentStore intents,
            EventLog log,
            EventSequencer sequencer,
            StoredGroups stored,
            TransactionOperations transaction,
            LongSupplier clock) {
        this.intents = intents;
        this.log = log;
        this.sequencer = sequencer;
        this.stored = stored;
        this.transaction = new RetryingTransaction(transaction);
        this.clock = clock;
    }

    @Override
    public Collection<Work> together(List<Work> work) {
        Set<Work> leftOut = Collections.newSetFromMap(new IdentityHashMap<>());
        List<Intent> begun = new ArrayList<>();
        List<Ended> simple = new ArrayList<>();
        for (Work one : work) {
            if (one instanceof Begun) {
                begun.add(one.intent());
            } else if (one instanceof Ended ended && ended.isSimple()) {
                simple.add(ended);
            } else {
                leftOut.add(one);
            }
        }
        if (!simple.isEmpty()) {
            writeSimple(simple, begun, leftOut);
        }
        // The last: they know of all events before them.
        intents.writeAll(begun);
        return leftOut;
    }

    /** @param begun also gets the intents that follow */
    private void writeSimple(List<Ended> results, List<Intent> begun, Set<Work> leftOut) {
        Map<String, Map<String, LockedGroup>> locked = lock(results);
        List<Ended> writable = new ArrayList<>();
        for (Ended ended : results) {
            if (locked.get(session(ended)).containsKey(ended.result().group())) {
                writable.add(ended);
            } else {
                // Its group is not stored yet, or another transaction holds it.
                leftOut.add(ended);
            }
        }
        List<Boolean> isEnded =
                intents.endAll(writable.stream().map(Ended::intent).toList());
        List<RoleChange> roles = new ArrayList<>();
        List<Event> events = new ArrayList<>();
        for (int i = 0; i < writable.size(); i++) {
            Ended ended = writable.get(i);
            ChangeResult<?> result = ended.result();
            if (!isEnded.get(i)) {
                // Somebody has recovered it.
                leftOut.add(ended);
                continue;
            }
            LockedGroup group = locked.get(session(ended)).get(result.group());
            result.changes().forEach(change -> roles.add(new RoleChange(session(ended), group, (Change.Roles) change)));
            events.addAll(result.events());
            if (result.next() != null) {
                begun.add(result.next());
            }
        }
        stored.apply(roles, clock.getAsLong());
        sequencer.append(events);
    }

    /** By session and group JID. */
    private Map<String, Map<String, LockedGroup>> lock(List<Ended> results) {
        Map<String, List<String>> groups = new HashMap<>();
        results.forEach(ended -> groups.computeIfAbsent(session(ended), key -> new ArrayList<>())
                .add(ended.result().group()));
        Map<String, Map<String, LockedGroup>> locked = new HashMap<>();
        groups.forEach((session, jids) -> locked.put(
                session, stored.lockFree(session, jids.stream().distinct().toList())));
        return locked;
    }

    private static String session(Ended ended) {
        return ended.intent().origin().session();
    }

    @Override
    public void alone(Work work) {
        if (work instanceof Ended ended) {
            write(ended.intent(), ended.result().group(), ended::result, true);
        } else {
            intents.write(work.intent());
        }
    }

    /**
     * Writes a result in a transaction of its own.
     *
     * @param outcome finds the result while no other change of the group can be recorded; it may be called twice
     * @param confirmed whether WhatsApp itself has answered: then the log gets a change that was made, even if another
     *     node has recorded the outcome of the intent as unknown
     * @return whether this call has recorded a change
     */
    boolean write(Intent intent, String gid, Supplier<? extends ChangeResult<?>> outcome, boolean confirmed) {
        String session = intent.origin().session();
        long now = clock.getAsLong();
        return Boolean.TRUE.equals(transaction.execute(status -> {
            Optional<LockedGroup> locked = gid == null ? Optional.empty() : stored.lock(session, gid);
            ChangeResult<?> result = outcome.get();
            boolean isRecorded = !end(intent, result.unknown(), now);
            if (isRecorded && !confirmed) {
                return false;
            }
            stored.apply(session, result.changes(), locked, now);
            boolean isKnown = result.onlyIfNew()
                    && locked.filter(group -> group.firstSeenAt() < intent.createdAt())
                            .isPresent();
            List<Event> events = isKnown ? List.of() : result.events();
            if (isRecorded) {
                log.appendMissing(events.stream().filter(Event::isChange).toList());
            } else {
                log.append(events);
            }
            if (result.next() != null) {
                intents.write(result.next());
            }
            return events.stream().anyMatch(Event::isChange);
        }));
    }

    private boolean end(Intent intent, IntendedChange unknown, long now) {
        return unknown == null
                ? intents.end(intent)
                : intents.replace(intent, unknown.asReportedAsUnknown().toJson(), now);
    }

    /** Appends events that belong to no intent. */
    void append(List<Event> events) {
        transaction.executeWithoutResult(status -> log.append(events));
    }
}
