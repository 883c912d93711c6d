package io.wagateway.event.webhook;

import io.wagateway.access.Scope;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Table {@code webhooks}. */
@Repository
class WebhookStore {
    private static final String COLUMNS =
            "id, organization_id, session_id, url, events, active, custom_headers, secret,"
                    + " retired_secret, retired_until, attempts, delay_seconds, created_at, updated_at, scope_sessions,"
                    + " scope_groups";

    private final JdbcClient jdbc;

    WebhookStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    Optional<Webhook> find(String id) {
        return jdbc.sql("select " + COLUMNS + " from webhooks where id = ?")
                .param(id)
                .query(WebhookStore::row)
                .optional();
    }

    /** Locks the row until the transaction ends. */
    Optional<Webhook> lock(String id) {
        return jdbc.sql("select " + COLUMNS + " from webhooks where id = ? for update")
                .param(id)
                .query(WebhookStore::row)
                .optional();
    }

    /** A page of the organisation's webhooks, sorted by id. */
    List<Webhook> list(String organization, String after, int limit) {
        return jdbc.sql("select " + COLUMNS + " from webhooks where organization_id = ? and id > ?"
                        + " order by id fetch first ? rows only")
                .params(organization, after, limit)
                .query(WebhookStore::row)
                .list();
    }

    List<Webhook> active(Collection<String> organizations) {
        return jdbc.sql("select " + COLUMNS + " from webhooks where active and organization_id in (:organizations)"
                        + " order by id")
                .param("organizations", organizations)
                .query(WebhookStore::row)
                .list();
    }

    void insert(Webhook webhook) {
        jdbc.sql("insert into webhooks (" + COLUMNS + ") values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
                .params(
                        webhook.id(),
                        webhook.organization(),
                        webhook.sessionId(),
                        webhook.url(),
                        String.join(",", webhook.events()),
                        webhook.active(),
                        webhook.customHeaders(),
                        webhook.secret(),
                        retiredSecret(webhook),
                        retiredUntil(webhook),
                        webhook.attempts(),
                        webhook.delaySeconds(),
                        webhook.createdAt(),
                        webhook.updatedAt(),
                        webhook.scope().sessionList(),
                        webhook.scope().groupList())
                .update();
    }

    /** Writes all fields that may change. */
    void update(Webhook webhook) {
        jdbc.sql("update webhooks set session_id = ?, url = ?, events = ?, active = ?, custom_headers = ?, secret = ?,"
                        + " retired_secret = ?, retired_until = ?, attempts = ?, delay_seconds = ?, updated_at = ?,"
                        + " scope_sessions = ?, scope_groups = ? where id = ?")
                .params(
                        webhook.sessionId(),
                        webhook.url(),
                        String.join(",", webhook.events()),
                        webhook.active(),
                        webhook.customHeaders(),
                        webhook.secret(),
                        retiredSecret(webhook),
                        retiredUntil(webhook),
                        webhook.attempts(),
                        webhook.delaySeconds(),
                        webhook.updatedAt(),
                        webhook.scope().sessionList(),
                        webhook.scope().groupList(),
                        webhook.id())
                .update();
    }

    /** @return whether this call made it inactive; false also if it has another URL by now */
    boolean deactivate(String id, String url, long now) {
        return jdbc.sql("update webhooks set active = false, updated_at = ? where id = ? and url = ? and active")
                        .params(now, id, url)
                        .update()
                > 0;
    }

    boolean delete(String id) {
        return jdbc.sql("delete from webhooks where id = ?").param(id).update() > 0;
    }

    /** Erases the retired secrets whose time is over. */
    void eraseRetiredSecrets(long now) {
        jdbc.sql("update webhooks set retired_secret = null, retired_until = null where retired_until <= ?")
                .param(now)
                .update();
    }

    private static String retiredSecret(Webhook webhook) {
        return webhook.retired() == null ? null : webhook.retired().secret();
    }

    private static Long retiredUntil(Webhook webhook) {
        return webhook.retired() == null ? null : webhook.retired().until();
    }

    private static Webhook row(ResultSet row, int number) throws SQLException {
        return new Webhook(
                row.getString("id"),
                row.getString("organization_id"),
                row.getString("session_id"),
                row.getString("url"),
                List.of(row.getString("events").split(",")),
                row.getBoolean("active"),
                row.getString("custom_headers"),
                row.getString("secret"),
                retired(row),
                row.getInt("attempts"),
                row.getInt("delay_seconds"),
                row.getLong("created_at"),
                row.getLong("updated_at"),
                Scope.ofLists(row.getString("scope_sessions"), row.getString("scope_groups")));
    }

    private static Webhook.RetiredSecret retired(ResultSet row) throws SQLException {
        String secret = row.getString("retired_secret");
        return secret == null ? null : new Webhook.RetiredSecret(secret, row.getLong("retired_until"));
    }
}
