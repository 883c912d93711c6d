package io.wagateway.config;

import io.wagateway.error.ErrorCode;
import io.wagateway.error.ErrorEnvelope;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.util.FileSystemUtils;

/**
 * {@code POST /actuator/backup}: writes a backup of the embedded database and of the key that its secrets are encrypted with,
 * while the gateway runs. The answer is {@code {folder, bytes}}; 409 if the database is not the embedded one, if the disk has
 * no room, or while another backup is being written.
 *
 * <p>It is on a management port of its own only, and there only if {@code management.endpoints.web.exposure.include} names it:
 * whoever reaches it can fill the disk.
 */
@Endpoint(id = "backup")
final class BackupEndpoint {
    private static final Logger LOG = LoggerFactory.getLogger(BackupEndpoint.class);
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss.SSS'Z'").withZone(ZoneOffset.UTC);

    private final JdbcTemplate jdbc;
    private final Path folder;
    private final Path key;
    private final boolean isEmbedded;
    private final LongSupplier clock;
    private final ReentrantLock writing = new ReentrantLock();

    /**
     * For the database of the gateway.
     *
     * @param data the data folder; backups go to {@code backups} in it
     * @param key the file of the encryption key; it need not exist
     * @param clock epoch milliseconds of the database
     */
    BackupEndpoint(JdbcTemplate jdbc, Path data, Path key, boolean isEmbedded, LongSupplier clock) {
        this.jdbc = jdbc;
        this.folder = data.resolve("backups").toAbsolutePath().normalize();
        this.key = key;
        this.isEmbedded = isEmbedded;
        this.clock = clock;
    }

    @WriteOperation
    WebEndpointResponse<Object> backup() throws IOException {
        if (!isEmbedded) {
            return refused("the database is not the embedded one: use its own tools, for example pg_dump");
        }
        if (!writing.tryLock()) {
            return refused("another backup is being written");
        }
        try {
            if (!isRoom()) {
                return refused("the disk of the data folder has less than twice the size of the database left");
            }
            Path backup = write(folder.resolve(TIME.format(Instant.ofEpochMilli(clock.getAsLong()))));
            long bytes = Files.size(backup.resolve("gateway.zip"));
            LOG.info("Backup {} is written, {} bytes", backup, bytes);
            return new WebEndpointResponse<>(Map.of("folder", backup.toString(), "bytes", bytes));
        } finally {
            writing.unlock();
        }
    }

    private static WebEndpointResponse<Object> refused(String reason) {
        return new WebEndpointResponse<>(ErrorEnvelope.of(ErrorCode.CONFLICT, reason, Map.of()), 409);
    }

    private Path write(Path target) throws IOException {
        Path unfinished = folder.resolve("unfinished");
        try {
            FileSystemUtils.deleteRecursively(unfinished);
            Files.createDirectories(unfinished);
            PrivateFiles.protect(folder);
            PrivateFiles.protect(unfinished);
            Path database = unfinished.resolve("gateway.zip");
            jdbc.execute("backup to '" + database.toString().replace("'", "''") + "'");
            PrivateFiles.protect(database);
            if (Files.exists(key)) {
                Path copy = Files.copy(key, unfinished.resolve(key.getFileName()));
                PrivateFiles.protect(copy);
            }
            return Files.move(unfinished, target);
        } finally {
            FileSystemUtils.deleteRecursively(unfinished);
        }
    }

    /** A full disk would close the database. */
    private boolean isRoom() throws IOException {
        Long bytes = jdbc.queryForObject(
                "select setting_value from information_schema.settings where setting_name = 'info.FILE_SIZE'",
                Long.class);
        Files.createDirectories(folder);
        return bytes != null && Files.getFileStore(folder).getUsableSpace() > 2 * bytes;
    }
}
