package io.wagateway.group;

import io.wagateway.database.RetryingTransaction;
import io.wagateway.event.log.Event;
import io.wagateway.event.log.EventLog;
import io.wagateway.event.log.EventName;
import io.wagateway.event.recovery.Intent;
import io.wagateway.event.recovery.IntentStore;
import io.wagateway.group.stored.LockedGroup;
import io.wagateway.group.stored.StoredGroups;
import io.wagateway.pipeline.AsyncStep;
import io.wagateway.pipeline.DatabaseOutage;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Records changes of groups: an intent before the gateway asks WhatsApp; and what became of it, in one transaction with
 * the stored rows, before the caller gets a response.
 */
final class ChangeRecorder {
    private static final Logger LOG = LoggerFactory.getLogger(ChangeRecorder.class);

    private final IntentStore intents;
    private final EventLog log;
    private final StoredGroups stored;
    private final TransactionOperations transaction;
    private final LongSupplier clock;

    /** @param clock the database's time */
    ChangeRecorder(
            IntentStore intents,
            EventLog log,
            StoredGroups stored,
            TransactionOperations transaction,
            LongSupplier clock) {
        this.intents = intents;
        this.log = log;
        this.stored = stored;
        this.transaction = new RetryingTransaction(transaction);
        this.clock = clock;
    }

    /**
     * Makes a change. If the intent cannot be written, WhatsApp is not asked. If the result cannot be written, the change
     * fails, whatever WhatsApp did, and the gateway recovers the intent later.
     *
     * @param change asks WhatsApp
     */
    <T> CompletableFuture<T> record(
            GroupCall call, IntendedChange intended, Supplier<CompletableFuture<ChangeResult<T>>> change) {
        Intent intent = prepare(call, intended);
        try {
            intents.write(intent);
        } catch (RuntimeException e) {
            intents.release(intent);
            return CompletableFuture.failedFuture(e);
        }
        return resume(call, intent, intended, change);
    }

    /** An intent to be written with the result of another change, for {@link #resume}. */
    Intent prepare(GroupCall call, IntendedChange intended) {
        return intents.prepare(call.origin(), call.gid(), intended.toJson(), clock.getAsLong());
    }

    /** As {@link #record}, with an intent that is written already. */
    <T> CompletableFuture<T> resume(
            GroupCall call,
            Intent intent,
            IntendedChange intended,
            Supplier<CompletableFuture<ChangeResult<T>>> change) {
        // From here on the result of the intent records this call, no matter which node writes it.
        call.recorded().set(true);
        CompletableFuture<ChangeResult<T>> asked;
        try {
            asked = change.get();
        } catch (RuntimeException e) {
            asked = CompletableFuture.failedFuture(e);
        }
        return asked.handle((result, failure) -> {
            try {
                if (failure != null) {
                    throw failed(intent, call.gid(), intended, AsyncStep.cause(failure));
                }
                return succeeded(intent, result);
            } finally {
                intents.release(intent);
            }
        });
    }

    private <T> T succeeded(Intent intent, ChangeResult<T> result) {
        confirm(intent, result);
        if (result.failure() != null) {
            throw result.failure();
        }
        return result.result();
    }

    private RuntimeException failed(Intent intent, String gid, IntendedChange intended, Throwable failure) {
        Event event = GroupEvents.notConfirmed(intent.origin(), gid, intended.memberJid(), failure);
        ChangeResult<?> result = ChangeResult.of(gid, List.of(), List.of(event), null);
        try {
            // WhatsApp may have made the change: if the group shows it later, the log gets it, too.
            confirm(intent, event.name() == EventName.UNKNOWN ? result.checkedLater(intended) : result);
        } catch (RuntimeException e) {
            DatabaseOutage.logFailure(
                    LOG, e, "Could not record the result of a change; the gateway recovers its intent later");
        }
        Throwable reported = UnverifiedChangeException.reported(failure);
        return reported instanceof RuntimeException e ? e : new CompletionException(reported);
    }

    private void confirm(Intent intent, ChangeResult<?> result) {
        if (!result.changes().isEmpty()) {
            stored.flush(intent.origin().session(), result.group());
        }
        try {
            write(intent, result.group(), () -> result, true);
        } catch (RuntimeException e) {
            if (result.next() != null) {
                intents.release(result.next());
            }
            throw e;
        }
    }

    /**
     * Records the result of an intent that was interrupted, unless another node has done so.
     *
     * @param judge finds the result while no other change of the group can be recorded; it may be called twice
     * @return whether WhatsApp has made the change, or a part of it
     */
    boolean finish(Intent intent, Supplier<? extends ChangeResult<?>> judge) {
        if (intent.groupJid() != null) {
            // The read that the result rests on makes the row that is to be locked.
            stored.flush(intent.origin().session(), intent.groupJid());
        }
        return write(intent, intent.groupJid(), judge, false);
    }

    /**
     * Locks the group, then applies the changes, ends the intent and appends the events: the log numbers the events of a
     * group in the order of its changes.
     *
     * @param confirmed whether WhatsApp itself has answered: then the log gets a change that was made, even if another
     *     node has recorded the outcome of the intent as unknown
     * @return whether this call has recorded a change
     */
    private boolean write(Intent intent, String gid, Supplier<? extends ChangeResult<?>> outcome, boolean confirmed) {
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

    /** Records the refusals of some members of a call, for which WhatsApp need not be asked. A failure is only logged. */
    void recordRefusals(GroupCall call, List<Event> events) {
        if (events.isEmpty()) {
            return;
        }
        call.recorded().set(true);
        try {
            transaction.executeWithoutResult(status -> log.append(events));
        } catch (RuntimeException e) {
            DatabaseOutage.logFailure(
                    LOG,
                    e,
                    "operation={} Could not record {} refusals",
                    call.origin().operationId(),
                    events.size());
        }
    }
}
