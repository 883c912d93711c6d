package io.wagateway.event.webhook;

import io.wagateway.access.Scope;
import io.wagateway.event.DeadDeliveries;
import io.wagateway.event.delivery.DeliveryState;
import io.wagateway.event.log.LoggedEvent;
import java.util.Collection;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Makes finished deliveries pending again, as if they had never been tried. */
final class DeliveryReplay implements DeadDeliveries {
    private static final String PENDING = DeliveryState.PENDING.literal();

    private final DeliveryChunks chunks;
    private final JdbcClient jdbc;
    private final LongSupplier clock;

    private record Row(long position, String orderKey) {}

    DeliveryReplay(DeliveryChunks chunks, JdbcClient jdbc, LongSupplier clock) {
        this.chunks = chunks;
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /**
     * Replays the dead deliveries of a webhook.
     *
     * @param scope leaves out those of events that are not within it
     * @return how many
     */
    int replayDead(String webhook, Scope scope) {
        return chunks.changeAll(
                webhook,
                DeliveryState.DEAD,
                Long.MAX_VALUE,
                (orderKeys, positions) -> replay(webhook, scope, orderKeys, positions));
    }

    /**
     * Replays one delivery.
     *
     * @return false if it is pending already; empty if the event was never meant for the webhook, or is not within the scope
     */
    Optional<Boolean> replay(String webhook, Scope scope, String event) {
        ScopeCondition within = new ScopeCondition(scope);
        return within.bind(jdbc.sql("select position, order_key from deliveries d where event_id = :event"
                                + " and destination = :webhook" + exists(within))
                        .param("event", event)
                        .param("webhook", webhook))
                .query((row, number) -> new Row(row.getLong(1), row.getString(2)))
                .optional()
                .map(row -> chunks.changeOne(
                                webhook,
                                row.orderKey(),
                                row.position(),
                                (orderKeys, positions) -> replay(webhook, scope, orderKeys, positions))
                        == 1);
    }

    private static String exists(ScopeCondition within) {
        return within.scope().isAll()
                ? ""
                : " and exists (select 1 from events e where e.id = d.event_id" + within.on("e") + ")";
    }

    @Override
    public int revive(LoggedEvent event, Scope scope) {
        return (int) jdbc
                .sql("select d.destination, w.session_id, w.scope_sessions, w.scope_groups from deliveries d"
                        + " join webhooks w on w.id = d.destination"
                        + " where d.event_id = ? and d.state = " + DeliveryState.DEAD.literal()
                        + " and w.active order by d.destination")
                .param(event.id())
                .query((row, number) ->
                        Webhook.isWithin(scope, row.getString(2), Scope.ofLists(row.getString(3), row.getString(4)))
                                ? Optional.of(row.getString(1))
                                : Optional.<String>empty())
                .list()
                .stream()
                .flatMap(Optional::stream)
                .filter(webhook -> replay(webhook, scope, event.id()).orElse(false))
                .count();
    }

    private int replay(String webhook, Scope scope, Collection<String> orderKeys, Collection<Long> positions) {
        long now = clock.getAsLong();
        ScopeCondition within = new ScopeCondition(scope);
        int replayed = within.bind(jdbc.sql(
                                "update deliveries d set state = " + PENDING + ", attempts = 0, next_attempt_at = :now,"
                                        + " status_code = null, error = null, updated_at = :now where destination = :webhook"
                                        + " and position in (:positions) and state <> " + PENDING + exists(within))
                        .param("now", now)
                        .param("webhook", webhook)
                        .param("positions", positions))
                .update();
        jdbc.sql("update webhook_queues set next_attempt_at = :now where destination = :webhook"
                        + " and order_key in (:keys) and next_attempt_at = :idle")
                .param("now", now)
                .param("webhook", webhook)
                .param("keys", orderKeys)
                .param("idle", WebhookQueueStore.IDLE)
                .update();
        return replayed;
    }
}
