package io.wagateway.access;

import io.wagateway.pipeline.Page;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.util.StringUtils;

/** Table {@code api_keys}. */
@Repository
class ApiKeyStore {
    private static final String COLUMNS =
            "id, organization_id, name, secret_sha256, capabilities, created_at, expires_at, revoked_at,"
                    + " provisioned, scope_sessions, scope_groups";

    private final JdbcClient jdbc;

    ApiKeyStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    Optional<ApiKey> findBySecret(String sha256) {
        return jdbc.sql("select " + COLUMNS + " from api_keys where secret_sha256 = ?")
                .param(sha256)
                .query(ApiKeyStore::row)
                .optional();
    }

    /** The key that the configuration declares under this name, even if it is revoked. */
    Optional<ApiKey> findProvisioned(String organization, String name) {
        return jdbc.sql("select " + COLUMNS + " from api_keys where organization_id = ? and name = ? and provisioned"
                        + " order by created_at, id fetch first 1 rows only")
                .params(organization, name)
                .query(ApiKeyStore::row)
                .optional();
    }

    /** A key that is not revoked. */
    Optional<ApiKey> find(String id, String organization) {
        return jdbc.sql("select " + COLUMNS + " from api_keys where id = ? and organization_id = ?"
                        + " and revoked_at is null")
                .params(id, organization)
                .query(ApiKeyStore::row)
                .optional();
    }

    /**
     * The keys of one organisation that are not revoked, by id.
     *
     * @param scope leaves out keys that reach beyond it
     */
    List<ApiKeyResponse> list(String organization, Scope scope, String after, int limit) {
        return Page.matching(
                after,
                limit,
                (last, most) -> list(organization, last, most),
                ApiKeyResponse::id,
                key -> scope.isAll() || (key.scope() != null && scope.includes(key.scope())));
    }

    private List<ApiKeyResponse> list(String organization, String after, int limit) {
        return jdbc.sql("select id, name, capabilities, scope_sessions, scope_groups, created_at, expires_at,"
                        + " last_used_at from api_keys where organization_id = ? and id > ? and revoked_at is null"
                        + " order by id fetch first ? rows only")
                .params(organization, after, limit)
                .query(ApiKeyStore::listed)
                .list();
    }

    /** Whether a key that is not revoked and within the scope has this name, provisioned or created by a caller. */
    boolean isNameInUse(String organization, Scope scope, String name) {
        return jdbc
                .sql("select scope_sessions, scope_groups from api_keys"
                        + " where organization_id = ? and name = ? and revoked_at is null")
                .params(organization, name)
                .query((row, number) -> scope(row))
                .list()
                .stream()
                .anyMatch(scope::includes);
    }

    boolean isEmpty() {
        return jdbc.sql("select 1 from api_keys fetch first 1 rows only")
                .query(Integer.class)
                .optional()
                .isEmpty();
    }

    /** By somebody whom nothing narrows. */
    void insert(ApiKey key) {
        insert(key, Scope.ALL);
    }

    /**
     * Throws DuplicateKeyException if another key that was created within the same scope, and is not revoked, has the same
     * name.
     *
     * @param creator what the creator of the key may reach
     */
    void insert(ApiKey key, Scope creator) {
        jdbc.sql("insert into api_keys (" + COLUMNS + ", taken_name) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
                .params(
                        key.id(),
                        key.organization(),
                        key.name(),
                        key.secretSha256(),
                        join(key.capabilities()),
                        key.createdAt(),
                        key.expiresAt(),
                        key.revokedAt(),
                        key.provisioned(),
                        key.scope().sessionList(),
                        key.scope().groupList(),
                        key.provisioned() || key.revokedAt() != null ? null : takenName(key.name(), creator))
                .update();
    }

    /** A narrowed creator must not learn from a conflict which names the keys beyond its scope have. */
    private static String takenName(String name, Scope creator) {
        return creator.isAll() ? name : ApiKey.sha256(creator.sessionList() + " " + creator.groupList()) + "/" + name;
    }

    /** Stores what the configuration may change; a revoked key stays revoked. */
    void update(ApiKey key) {
        jdbc.sql("update api_keys set secret_sha256 = ?, capabilities = ?, expires_at = ?, scope_sessions = ?,"
                        + " scope_groups = ? where id = ?")
                .params(
                        key.secretSha256(),
                        join(key.capabilities()),
                        key.expiresAt(),
                        key.scope().sessionList(),
                        key.scope().groupList(),
                        key.id())
                .update();
    }

    /** True if this call has revoked it. */
    boolean revoke(String id, long now) {
        return jdbc.sql("update api_keys set revoked_at = ?, taken_name = null where id = ? and revoked_at is null")
                        .params(now, id)
                        .update()
                == 1;
    }

    /** Keeps the latest use if several nodes write one. */
    void updateLastUsed(String id, long at) {
        jdbc.sql("update api_keys set last_used_at = ? where id = ? and (last_used_at is null or last_used_at < ?)")
                .params(at, id, at)
                .update();
    }

    private static ApiKey row(ResultSet row, int number) throws SQLException {
        return new ApiKey(
                row.getString("id"),
                row.getString("organization_id"),
                row.getString("name"),
                row.getString("secret_sha256"),
                split(row.getString("capabilities")),
                row.getLong("created_at"),
                row.getObject("expires_at", Long.class),
                row.getObject("revoked_at", Long.class),
                row.getBoolean("provisioned"),
                scope(row));
    }

    private static Scope scope(ResultSet row) throws SQLException {
        return Scope.ofLists(row.getString("scope_sessions"), row.getString("scope_groups"));
    }

    private static ApiKeyResponse listed(ResultSet row, int number) throws SQLException {
        return new ApiKeyResponse(
                row.getString("id"),
                row.getString("name"),
                split(row.getString("capabilities")).stream().sorted().toList(),
                scope(row).orNull(),
                row.getLong("created_at"),
                row.getObject("expires_at", Long.class),
                row.getObject("last_used_at", Long.class));
    }

    private static String join(Set<Capability> capabilities) {
        return capabilities.stream().sorted().map(Capability::wireName).collect(Collectors.joining(","));
    }

    private static Set<Capability> split(String capabilities) {
        return StringUtils.commaDelimitedListToSet(capabilities).stream()
                .map(Capability::of)
                .collect(Collectors.toUnmodifiableSet());
    }
}
