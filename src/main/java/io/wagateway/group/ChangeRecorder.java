package io.wagateway.group;

import io.wagateway.database.GroupCommit;
import io.wagateway.event.log.Event;
import io.wagateway.event.log.EventName;
import io.wagateway.event.recovery.Intent;
import io.wagateway.event.recovery.IntentStore;
import io.wagateway.group.stored.StoredGroups;
import io.wagateway.pipeline.AsyncStep;
import io.wagateway.pipeline.CallContext;
import io.wagateway.pipeline.DatabaseOutage;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Records changes of groups: an intent before the gateway asks WhatsApp; and what became of it, in one transaction with
 * the stored rows, before the caller gets a response. Changes at the same time share transactions, and no thread waits for
 * their commits.
 */
final class ChangeRecorder implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ChangeRecorder.class);

    /** Intents that wait for their transaction: the database is far behind if there are so many. */
    private static final int MAX_WAITING = 8_192;

    private final IntentStore intents;
    private final StoredGroups stored;
    private final LongSupplier clock;
    private final ChangeWriter writer;
    private final GroupCommit<ChangeWriter.Work> commits;

    /**
     * For this node.
     *
     * @param executor continues the calls after a commit
     * @param clock the database's time
     */
    ChangeRecorder(
            IntentStore intents,
            StoredGroups stored,
            ChangeWriter writer,
            TransactionOperations transaction,
            Executor executor,
            LongSupplier clock) {
        this.intents = intents;
        this.stored = stored;
        this.clock = clock;
        this.writer = writer;
        this.commits = new GroupCommit<>("changes", MAX_WAITING, writer, transaction, executor);
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
        return commits.offer(intent.origin().organization(), new ChangeWriter.Begun(intent))
                .whenComplete((written, failure) -> {
                    if (failure != null) {
                        intents.release(intent);
                    }
                })
                .thenCompose(written -> resume(call, intent, intended, change));
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
        return asked(call, change)
                .handle((result, failure) -> failure == null
                        ? succeeded(intent, result)
                        : this.<T>failed(intent, call.gid(), intended, AsyncStep.cause(failure)))
                .thenCompose(recorded -> recorded)
                .whenComplete((result, failure) -> intents.release(intent));
    }

    /** On the thread that the commit left it to, so its log lines need the request's id. */
    private static <T> CompletableFuture<ChangeResult<T>> asked(
            GroupCall call, Supplier<CompletableFuture<ChangeResult<T>>> change) {
        try {
            return CallContext.logged(call.origin().requestId(), change);
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private <T> CompletableFuture<T> succeeded(Intent intent, ChangeResult<T> result) {
        return confirm(intent, result).thenApply(written -> {
            if (result.failure() != null) {
                throw result.failure();
            }
            return result.result();
        });
    }

    private <T> CompletableFuture<T> failed(Intent intent, String gid, IntendedChange intended, Throwable failure) {
        Event event = GroupEvents.notConfirmed(intent.origin(), gid, intended.memberJid(), failure);
        ChangeResult<?> result = ChangeResult.of(gid, List.of(), List.of(event), null);
        // WhatsApp may have made the change: if the group shows it later, the log gets it, too.
        return confirm(intent, event.name() == EventName.UNKNOWN ? result.checkedLater(intended) : result)
                .handle((written, unrecorded) -> {
                    if (unrecorded != null) {
                        CallContext.logged(
                                intent.origin().requestId(),
                                () -> DatabaseOutage.logFailure(
                                        LOG,
                                        AsyncStep.cause(unrecorded),
                                        "Could not record the result of a change; the gateway recovers its intent"
                                                + " later"));
                    }
                    Throwable reported = UnverifiedChangeException.reported(failure);
                    throw reported instanceof RuntimeException e ? e : new CompletionException(reported);
                });
    }

    private CompletableFuture<Void> confirm(Intent intent, ChangeResult<?> result) {
        if (!result.changes().isEmpty()) {
            stored.flush(intent.origin().session(), result.group());
        }
        return commits.add(intent.origin().organization(), new ChangeWriter.Ended(intent, result))
                .whenComplete((written, failure) -> {
                    if (failure != null && result.next() != null) {
                        intents.release(result.next());
                    }
                });
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
        return writer.write(intent, intent.groupJid(), judge, false);
    }

    /** Records the refusals of some members of a call, for which WhatsApp need not be asked. A failure is only logged. */
    void recordRefusals(GroupCall call, List<Event> events) {
        if (events.isEmpty()) {
            return;
        }
        call.recorded().set(true);
        try {
            writer.append(events);
        } catch (RuntimeException e) {
            DatabaseOutage.logFailure(
                    LOG,
                    e,
                    "operation={} Could not record {} refusals",
                    call.origin().operationId(),
                    events.size());
        }
    }

    @Override
    public void close() {
        commits.close();
    }
}
