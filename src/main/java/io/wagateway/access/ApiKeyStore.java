package io.wagateway.access;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Locale;
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
            "id, organization_id, name, secret_sha256, capabilities, created_at, expires_at, revoked_at";

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

    Optional<ApiKey> findByName(String organization, String name) {
        return jdbc.sql("select " + COLUMNS + " from api_keys where organization_id = ? and name = ?"
                        + " order by created_at, id fetch first 1 rows only")
                .params(organization, name)
                .query(ApiKeyStore::row)
                .optional();
    }

    boolean isEmpty() {
        return jdbc.sql("select count(*) from api_keys").query(Long.class).single() == 0;
    }

    void insert(ApiKey key) {
        jdbc.sql("insert into api_keys (" + COLUMNS + ") values (?, ?, ?, ?, ?, ?, ?, ?)")
                .params(
                        key.id(),
                        key.organization(),
                        key.name(),
                        key.secretSha256(),
                        join(key.capabilities()),
                        key.createdAt(),
                        key.expiresAt(),
                        key.revokedAt())
                .update();
    }

    void update(ApiKey key) {
        jdbc.sql("update api_keys set secret_sha256 = ?, capabilities = ?, expires_at = ?, revoked_at = ? where id = ?")
                .params(key.secretSha256(), join(key.capabilities()), key.expiresAt(), key.revokedAt(), key.id())
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
                row.getObject("revoked_at", Long.class));
    }

    private static String join(Set<Capability> capabilities) {
        return capabilities.stream().sorted().map(Capability::wireName).collect(Collectors.joining(","));
    }

    private static Set<Capability> split(String capabilities) {
        return StringUtils.commaDelimitedListToSet(capabilities).stream()
                .map(name -> Capability.valueOf(name.toUpperCase(Locale.ROOT)))
                .collect(Collectors.toUnmodifiableSet());
    }
}
