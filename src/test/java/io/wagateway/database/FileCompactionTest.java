package io.wagateway.database;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.wagateway.config.DatabaseDefaults;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.JdbcTemplate;

class FileCompactionTest {
    private static final long MIB = 1 << 20;

    @TempDir
    Path folder;

    private HikariDataSource pool;
    private JdbcTemplate jdbc;

    @BeforeEach
    void open() {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(DatabaseDefaults.h2Url(folder));
        config.setAllowPoolSuspension(true);
        config.setMaximumPoolSize(6);
        pool = new HikariDataSource(config);
        jdbc = new JdbcTemplate(pool);
        jdbc.execute("create table kept (id bigint generated always as identity primary key, caller integer)");
        jdbc.execute("create table big (id bigint primary key, text varchar(1000))");
        jdbc.execute("insert into big select x, repeat('e', 1000) from system_range(1, 20000)");
    }

    @AfterEach
    void close() {
        pool.close();
    }

    private long bytes() throws Exception {
        return Files.size(folder.resolve("gateway.mv.db"));
    }

    @Test
    void space_ofDeletedRows_isGivenBack_andNoCallerNoticesIt() throws Exception {
        long full = bytes();
        assertThat(full).isGreaterThan(10 * MIB);
        FileCompaction compaction = new FileCompaction(pool, 8 * MIB);
        compaction.compact();
        assertThat(bytes()).as("there is nothing to give back").isGreaterThanOrEqualTo(full);

        jdbc.execute("delete from big");
        AtomicBoolean over = new AtomicBoolean();
        AtomicInteger written = new AtomicInteger();
        List<CompletableFuture<Void>> callers = Stream.of(1, 2, 3, 4)
                .map(caller -> CompletableFuture.runAsync(() -> {
                    while (!over.get()) {
                        jdbc.update("insert into kept (caller) values (?)", caller);
                        written.incrementAndGet();
                    }
                }))
                .toList();
        Awaitility.await().until(() -> written.get() > 100);
        compaction.compact();
        int then = written.get();
        Awaitility.await().until(() -> written.get() > then + 100);
        over.set(true);
        callers.forEach(CompletableFuture::join);

        assertThat(bytes()).isLessThan(full / 2);
        assertThat(jdbc.queryForObject("select count(*) from kept", Integer.class))
                .isEqualTo(written.get());
    }

    @Test
    void fileThatIsSmall_isLeftAlone() throws Exception {
        jdbc.execute("delete from big");
        long before = bytes();
        new FileCompaction(pool, 1_000 * MIB).compact();
        assertThat(bytes()).isGreaterThanOrEqualTo(before);
    }
}
