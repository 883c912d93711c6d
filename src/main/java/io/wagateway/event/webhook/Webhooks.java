package io.wagateway.event.webhook;

import com.github.f4b6a3.ulid.Ulid;
import com.github.f4b6a3.ulid.UlidCreator;
import io.wagateway.database.Quotas;
import io.wagateway.error.ConflictException;
import io.wagateway.error.NotFoundException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.springframework.transaction.support.TransactionOperations;

/** Operations on webhooks. This class alone checks which organisation owns a webhook. */
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

    /** @throws NotFoundException 404 if it does not exist or belongs to another organisation */
    Webhook require(String id, String organization) {
        if (!Ulid.isValid(id)) {
            throw notFound();
        }
        return owned(store.find(id).orElse(null), organization);
    }

    private static Webhook owned(Webhook found, String organization) {
        if (found == null || !found.organization().equals(organization)) {
            throw notFound();
        }
        return found;
    }

    private static NotFoundException notFound() {
        return new NotFoundException("webhook not found");
    }

    List<Webhook> list(String organization, String after, int limit) {
        return store.list(organization, after, limit);
    }

    WebhookResponse response(Webhook webhook) {
        return WebhookResponse.of(webhook, secrets);
    }

    /**
     * Creates a webhook.
     *
     * @param input of the schema {@code NewWebhook}, and checked
     * @throws ConflictException 409 if the organisation has as many as it may have
     */
    Webhook create(String organization, Map<String, Object> input) {
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
                now);
        Webhook created = changed(defaults, input, now);
        transaction.executeWithoutResult(status -> {
            quotas.requireRoomForWebhook(organization);
            store.insert(created);
            cursors.begin(organization);
        });
        return created;
    }

    /**
     * Changes a webhook.
     *
     * @param input of the schema {@code WebhookChange}, and checked; absent fields stay as they are
     */
    Webhook update(String id, String organization, Map<String, Object> input) {
        Webhook updated = transaction.execute(status -> {
            Webhook before = owned(store.lock(id).orElse(null), organization);
            Webhook after = changed(before, input, clock.getAsLong());
            store.update(after);
            return after;
        });
        if (!updated.active()) {
            cancellation.cancel(id);
        }
        return updated;
    }

    /** Deletes the webhook and its deliveries. */
    void delete(String id, String organization) {
        require(id, organization);
        if (!store.delete(id)) {
            throw notFound();
        }
        cleanup.deleteAll(id);
    }

    private Webhook changed(Webhook before, Map<String, Object> input, long now) {
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
                now);
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
