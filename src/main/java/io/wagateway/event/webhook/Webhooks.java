package io.wagateway.event.webhook;

import com.github.f4b6a3.ulid.Ulid;
import com.github.f4b6a3.ulid.UlidCreator;
import io.wagateway.error.ConflictException;
import io.wagateway.error.NotFoundException;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.springframework.transaction.support.TransactionOperations;

/** The webhooks of all organisations; whose they are is told apart here and nowhere else. */
final class Webhooks {
    private static final int MOST = 100;
    private static final int DEFAULT_ATTEMPTS = 15;
    private static final int DEFAULT_DELAY_SECONDS = 2;

    private final WebhookStore store;
    private final WebhookQueueStore queueStore;
    private final WebhookSecrets secrets;
    private final TransactionOperations transaction;
    private final LongSupplier clock;

    Webhooks(
            WebhookStore store,
            WebhookQueueStore queueStore,
            WebhookSecrets secrets,
            TransactionOperations transaction,
            LongSupplier clock) {
        this.store = store;
        this.queueStore = queueStore;
        this.secrets = secrets;
        this.transaction = transaction;
        this.clock = clock;
    }

    /** 404 where it does not exist or is another organisation's. */
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

    WebhookResponse answer(Webhook webhook) {
        return WebhookResponse.of(webhook, secrets);
    }

    /** @param input of the schema {@code NewWebhook}, and checked */
    Webhook create(String organization, Map<String, Object> input) {
        String id = UlidCreator.getMonotonicUlid().toString();
        long now = clock.getAsLong();
        Webhook blank = new Webhook(
                id,
                organization,
                null,
                null,
                List.of(Webhook.ALL),
                true,
                null,
                null,
                DEFAULT_ATTEMPTS,
                DEFAULT_DELAY_SECONDS,
                now,
                now);
        Webhook made = changed(blank, input, now);
        transaction.executeWithoutResult(status -> {
            if (store.lockAndCount(organization) >= MOST) {
                throw new ConflictException(
                        "the organisation has " + MOST + " webhooks already: delete one", Map.of("limit", MOST));
            }
            store.insert(made);
        });
        return made;
    }

    /** @param input of the schema {@code WebhookChange}, and checked; what is absent stays as it is */
    Webhook update(String id, String organization, Map<String, Object> input) {
        Webhook updated = transaction.execute(status -> {
            Webhook before = owned(store.lock(id).orElse(null), organization);
            Webhook after = changed(before, input, clock.getAsLong());
            store.update(after);
            return after;
        });
        if (!updated.active()) {
            queueStore.end(id);
        }
        return updated;
    }

    /** Its deliveries go, too. */
    void delete(String id, String organization) {
        require(id, organization);
        if (!store.delete(id)) {
            throw notFound();
        }
        queueStore.forget(id);
    }

    private Webhook changed(Webhook before, Map<String, Object> input, long now) {
        Map<?, ?> policy = (Map<?, ?>) input.getOrDefault("retryPolicy", Map.of());
        Change change = new Change(input);
        return new Webhook(
                before.id(),
                before.organization(),
                change.nullable("sessionId", before.sessionId()),
                change.of("url", before.url()),
                change.of("events", before.events()),
                change.of("active", before.active()),
                input.containsKey("customHeaders")
                        ? secrets.headers(before.id(), (Map<?, ?>) input.get("customHeaders"))
                        : before.customHeaders(),
                input.containsKey("secret")
                        ? secrets.secret(before.id(), (String) input.get("secret"))
                        : before.secret(),
                number(policy.get("attempts"), before.attempts()),
                number(policy.get("delaySeconds"), before.delaySeconds()),
                before.createdAt(),
                now);
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
