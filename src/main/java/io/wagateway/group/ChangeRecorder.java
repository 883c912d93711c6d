package io.wagateway.group;

import io.wagateway.error.ErrorCode;
import io.wagateway.error.ErrorInfo;
import io.wagateway.event.log.Event;
import io.wagateway.event.log.EventLog;
import io.wagateway.event.recovery.Intent;
import io.wagateway.event.recovery.IntentStore;
import io.wagateway.group.stored.StoredGroups;
import io.wagateway.pipeline.AsyncStep;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes down what is done to groups: that WhatsApp is going to be asked, before it is; and what came of it, with the
 * stored rows that tell the same, before the caller hears of it.
 */
final class ChangeRecorder {
    private static final Logger LOG = LoggerFactory.getLogger(ChangeRecorder.class);

    private final IntentStore intents;
    private final EventLog log;
    private final StoredGroups stored;

    ChangeRecorder(IntentStore intents, EventLog log, StoredGroups stored) {
        this.intents = intents;
        this.log = log;
        this.stored = stored;
    }

    /**
     * Makes a change that WhatsApp is asked for. Where the intent cannot be written it is not asked; where the end cannot,
     * the change fails, whatever came of it, and the intent is settled later.
     */
    <T> CompletableFuture<T> undertake(
            GroupCall call, IntendedChange wanted, Supplier<CompletableFuture<ChangeResult<T>>> change) {
        Intent intent = prepare(call, wanted);
        try {
            intents.write(intent);
        } catch (RuntimeException e) {
            intents.release(intent);
            return CompletableFuture.failedFuture(e);
        }
        return goOn(call, intent, wanted, change);
    }

    /** One that is to be written together with the end of another; for {@link #goOn}. */
    Intent prepare(GroupCall call, IntendedChange wanted) {
        return intents.prepare(call.origin(), call.gid(), wanted.toJson());
    }

    /** As {@link #undertake}, of an intent that is written already. */
    <T> CompletableFuture<T> goOn(
            GroupCall call, Intent intent, IntendedChange wanted, Supplier<CompletableFuture<ChangeResult<T>>> change) {
        // From here on the end of the intent is what tells of this call, whoever writes it.
        call.told().set(true);
        CompletableFuture<ChangeResult<T>> asked;
        try {
            asked = change.get();
        } catch (RuntimeException e) {
            asked = CompletableFuture.failedFuture(e);
        }
        return asked.handle((ended, failure) -> {
            try {
                if (failure != null) {
                    throw failed(intent, call.gid(), wanted, AsyncStep.cause(failure));
                }
                return written(intent, ended);
            } finally {
                intents.release(intent);
            }
        });
    }

    private <T> T written(Intent intent, ChangeResult<T> ended) {
        write(intent, ended, true);
        if (ended.failure() != null) {
            throw ended.failure();
        }
        return ended.result();
    }

    private RuntimeException failed(Intent intent, String gid, IntendedChange wanted, Throwable failure) {
        Event event = GroupEvents.notDone(intent.origin(), gid, wanted.memberJid(), failure);
        ChangeResult<?> ended = ChangeResult.of(gid, List.of(), List.of(event), null);
        try {
            if (ErrorInfo.of(failure).code() == ErrorCode.ENGINE_TIMEOUT && wanted.isOfMembers()) {
                // WhatsApp was asked and may have done it: should the group show that later, it is told, too.
                Intent later =
                        intents.prepare(intent.origin(), gid, wanted.asTold().toJson());
                write(intent, ended.with(later), true);
                intents.release(later);
            } else {
                write(intent, ended, true);
            }
        } catch (RuntimeException e) {
            LOG.error("The end of a change is not in the event log yet; its intent is settled later", e);
        }
        return failure instanceof RuntimeException e ? e : new CompletionException(failure);
    }

    /** Ends an intent of which nobody knows more, unless somebody else has. */
    void write(Intent intent, ChangeResult<?> ended) {
        write(intent, ended, false);
    }

    /** @param known whether WhatsApp itself has said so: then what was done is told, whatever somebody else has settled */
    private void write(Intent intent, ChangeResult<?> ended, boolean known) {
        String session = intent.origin().session();
        try {
            stored.applied(session, ended.group(), ended.changes(), firstSeenAt -> {
                boolean isTold = ended.onlyIfNew() && firstSeenAt != null && firstSeenAt < intent.createdAt();
                if (intents.end(intent)) {
                    log.append(isTold ? List.of() : ended.events());
                } else if (known && !isTold) {
                    log.appendMissing(
                            ended.events().stream().filter(Event::isChange).toList());
                }
                if (ended.next() != null) {
                    intents.write(ended.next());
                }
            });
        } catch (RuntimeException e) {
            if (ended.next() != null) {
                intents.release(ended.next());
            }
            throw e;
        }
    }

    /** Refusals of parts of a call, of which WhatsApp need not be asked. They are told whether they can be written or not. */
    void refused(GroupCall call, List<Event> events) {
        if (events.isEmpty()) {
            return;
        }
        call.told().set(true);
        try {
            stored.applied(call.session().id(), null, List.of(), firstSeenAt -> log.append(events));
        } catch (RuntimeException e) {
            LOG.error(
                    "operation={} {} refusals are missing in the event log",
                    call.origin().operationId(),
                    events.size(),
                    e);
        }
    }
}
