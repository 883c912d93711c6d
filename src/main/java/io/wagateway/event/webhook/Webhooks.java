package io.wagateway.event.webhook;

import com.github.f4b6a3.ulid.Ulid;
import com.github.f4b6a3.ulid.UlidCreator;
import io.wagateway.access.Caller;
import io.wagateway.access.Scope;
import io.wagateway.database.Quotas;
import io.wagateway.error.ConflictException;
import io.wagateway.error.NotFoundException;
import io.wagateway.pipeline.Page;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.springframework.transaction.support.TransactionOperations;

/** Operations on webhooks. This class alone checks which organisation owns a webhook, and who may know of it. */
final class Webhooks {
    private static final int DEFAULT_ATTEMPTS = 15;
    private static final int DEFAULT_DELAY_SECONDS = 2;

    /** So long a secret that was replaced signs beside the new one. */
    private static final long RETIREMENT_MILLIS = Duration.ofHours(24).toMillis();

    private final WebhookStore store;
    private final DeliveryCancellation cancellation;
    private final QueueCleanup cleanup;
    private final WebhookCursors cursors;
    private final WebhookSecrets secrets;
    private final Quotas quotas;
    private final TransactionOperations transaction;
    private final LongSupplier clock;

    Webhooks(
            WebhookStore store,
            DeliveryCancellation cancellation,
            QueueCleanup cleanup,
            WebhookCursors cursors,
            WebhookSecrets secrets,
            Quotas quotas,
            TransactionOperations transaction,
            LongSupplier clock) {
        this.store = store;
        this.cancellation = cancellation;
        this.cleanup = cleanup;
        this.cursors = cursors;
        this.secrets = secrets;
        this.quotas = quotas;
        this.transaction = transaction;
        this.clock = clock;
    }

    /** @throws NotFoundException 404 if it does not exist, belongs to another organisation, or tells more than the caller may know */
    Webhook require(String id, Caller caller) {
        if (!Ulid.isValid(id)) {
            throw notFound();
        }
        return owned(store.find(id).orElse(null), caller);
    }

    private static Webhook owned(Webhook found, Caller caller) {
        if (found == null || !found.organization().equals(caller.organization()) || !found.isWithin(caller.scope())) {
            throw notFound();
        }
        return found;
    }

    private static NotFoundException notFound() {
        return new NotFoundException("webhook not found");
    }

    /** Without those that tell more than the caller may know. */
    List<Webhook> list(Caller caller, String after, int limit) {
        return Page.matching(
                after,
                limit,
                (last, most) -> store.list(caller.organization(), last, most),
                Webhook::id,
                webhook -> webhook.isWithin(caller.scope()));
    }

    WebhookResponse response(Webhook webhook, Caller caller) {
        return WebhookResponse.of(webhook, caller.scope(), secrets);
    }

    /**
     * Creates a webhook, which tells no more than its creator may know.
     *
     * @param input of the schema {@code NewWebhook}, and checked
     * @param inTransaction gets it in the transaction that creates it
     * @throws ConflictException 409 if the organisation has as many as it may have
     */
    Webhook create(Caller caller, Map<String, Object> input, Consumer<Webhook> inTransaction) {
        String organization = caller.organization();
        String id = UlidCreator.getMonotonicUlid().toString();
        long now = clock.getAsLong();
        Webhook defaults = new Webhook(
                id,
                organization,
                null,
                null,
                List.of(Webhook.ALL),
                true,
                null,
                null,
                null,
                DEFAULT_ATTEMPTS,
                DEFAULT_DELAY_SECONDS,
                now,
                now,
                caller.scope());
        Webhook created = changed(defaults, input, caller.scope(), now);
        transaction.executeWithoutResult(status -> {
            quotas.requireRoomForWebhook(organization);
            store.insert(created);
            cursors.begin(organization);
            inTransaction.accept(created);
        });
        return created;
    }

    /**
     * Changes a webhook. From then on it tells no more than its changer may know: its URL may be the changer's own.
     *
     * @param input of the schema {@code WebhookChange}, and checked; absent fields stay as they are
     */
    Webhook update(String id, Caller caller, Map<String, Object> input) {
        Webhook updated = transaction.execute(status -> {
            Webhook before = owned(store.lock(id).orElse(null), caller);
            Webhook after = changed(before, input, caller.scope(), clock.getAsLong());
            store.update(after);
            return after;
        });
        if (!updated.active()) {
            cancellation.cancel(id);
        }
        return updated;
    }

    /** Deletes the webhook and its deliveries. */
    void delete(String id, Caller caller) {
        require(id, caller);
        if (!store.delete(id)) {
            throw notFound();
        }
        cleanup.deleteAll(id);
    }

    private Webhook changed(Webhook before, Map<String, Object> input, Scope changer, long now) {
        Map<?, ?> policy = (Map<?, ?>) input.getOrDefault("retryPolicy", Map.of());
        Change change = new Change(input);
        SigningSecrets signing = signing(before, input, now);
        return new Webhook(
                before.id(),
                before.organization(),
                change.nullable("sessionId", before.sessionId()),
                change.of("url", before.url()),
                change.of("events", before.events()),
                change.of("active", before.active()),
                input.containsKey("customHeaders")
                        ? secrets.encryptHeaders(before.id(), (Map<?, ?>) input.get("customHeaders"))
                        : before.customHeaders(),
                signing.secret(),
                signing.retired(),
                number(policy.get("attempts"), before.attempts()),
                number(policy.get("delaySeconds"), before.delaySeconds()),
                before.createdAt(),
                now,
                before.scope().and(changer));
    }

    private record SigningSecrets(String secret, Webhook.RetiredSecret retired) {}

    /** Of more than two secrets within a day, the last two sign. */
    private SigningSecrets signing(Webhook before, Map<String, Object> input, long now) {
        Webhook.RetiredSecret retired =
                before.retired() != null && before.retired().until() > now ? before.retired() : null;
        if (!input.containsKey("secret")) {
            return new SigningSecrets(before.secret(), retired);
        }
        String plain = (String) input.get("secret");
        if (plain == null || before.secret() == null) {
            return new SigningSecrets(secrets.encryptSecret(before.id(), plain), null);
        }
        Optional<Boolean> same = secrets.isSecret(before, plain);
        if (same.orElse(false)) {
            return new SigningSecrets(before.secret(), retired);
        }
        return new SigningSecrets(
                secrets.encryptSecret(before.id(), plain),
                // A secret that this node cannot decrypt would keep it from signing at all.
                same.map(other -> new Webhook.RetiredSecret(before.secret(), now + RETIREMENT_MILLIS))
                        .orElse(null));
    }

    private static int number(Object given, int otherwise) {
        return given == null ? otherwise : ((Number) given).intValue();
    }

    private record Change(Map<String, Object> input) {
        @SuppressWarnings("unchecked")
        <T> T of(String name, T otherwise) {
            return input.get(name) == null ? otherwise : (T) input.get(name);
        }

        String nullable(String name, String otherwise) {
            return input.containsKey(name) ? (String) input.get(name) : otherwise;
        }
    }
}
