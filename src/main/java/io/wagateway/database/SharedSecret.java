package io.wagateway.database;

import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Table {@code shared_secrets}: keys that all nodes on a database have in common; the first to need one makes it. */
public final class SharedSecret {
    private static final int BYTES = 32;

    private final JdbcClient jdbc;
    private final String name;

    /** @param name at most 64 characters */
    public SharedSecret(JdbcClient jdbc, String name) {
        this.jdbc = jdbc;
        this.name = name;
    }

    /** 32 bytes. */
    public byte[] bytes() {
        return find().orElseGet(this::create);
    }

    private Optional<byte[]> find() {
        return jdbc.sql("select secret from shared_secrets where name = ?")
                .param(name)
                .query(String.class)
                .optional()
                .map(Base64.getDecoder()::decode);
    }

    private byte[] create() {
        byte[] secret = new byte[BYTES];
        new SecureRandom().nextBytes(secret);
        try {
            jdbc.sql("insert into shared_secrets (name, secret) values (?, ?)")
                    .params(name, Base64.getEncoder().encodeToString(secret))
                    .update();
            return secret;
        } catch (DuplicateKeyException e) {
            return find().orElseThrow(() -> e);
        }
    }
}
