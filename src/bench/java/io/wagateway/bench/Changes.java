package io.wagateway.bench;

import io.vertx.core.json.JsonObject;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntFunction;

/**
 * Measures recorded changes: promote and demote in turn, each caller in a group of its own. For comparison, as many
 * connections to a database of the same kind write what a change must: an intent, with a commit; then the event, the
 * member's row and the end of the intent, with another.
 */
final class Changes {
    private static final int[] CALLERS = {1, 16};
    private static final String KEY = "wa_bench_only_not_a_secret_0123456789";
    private static final String ACCOUNT = "6281000000001@s.whatsapp.net";
    private static final String MEMBER = "6289000000001@s.whatsapp.net";
    private static final String PAYLOAD = "x".repeat(220);
    private static final AtomicLong INTENTS = new AtomicLong();

    /**
     * A row of the table.
     *
     * @param changes a second; each writes an intent, the stored member and an event
     * @param bare a second, straight to the database
     * @param goal of the ratio
     * @param events in the log for each change
     */
    record Row(String database, int callers, double changes, double bare, double goal, double events) {
        double ratio() {
            return changes / bare;
        }
    }

    private Changes() {}

    static List<Row> measure(Servers servers, Settings settings) throws Exception {
        List<Row> rows = new ArrayList<>();
        Path folder = servers.folder();
        Path bare = Files.createDirectories(folder.resolve("bare"));
        String h2 = "jdbc:h2:file:" + bare.resolve("bare").toAbsolutePath() + ";WRITE_DELAY=0";
        rows.addAll(measure("H2", servers, folder, List.of(), h2, List.of(0.35, 1.0), settings));
        // The embedded server would commit without waiting for the disk.
        try (EmbeddedPostgres postgres =
                EmbeddedPostgres.builder().setServerConfig("fsync", "on").start()) {
            String url = postgres.getJdbcUrl("postgres", "postgres");
            rows.addAll(measure(
                    "PostgreSQL",
                    servers,
                    servers.folder(),
                    List.of("--spring.datasource.url=" + url),
                    url,
                    List.of(0.35, 0.6),
                    settings));
        }
        return rows;
    }

    private static List<Row> measure(
            String database,
            Servers servers,
            Path folder,
            List<String> more,
            String bareUrl,
            List<Double> goals,
            Settings settings)
            throws Exception {
        List<String> arguments = new ArrayList<>(more);
        int most = CALLERS[CALLERS.length - 1];
        for (int group = 0; group < most; group++) {
            String prefix = "--gateway.simulator.groups[" + group + "].";
            arguments.add(prefix + "jid=" + gid(group));
            arguments.add(prefix + "members[0].jid=" + ACCOUNT);
            arguments.add(prefix + "members[0].role=superadmin");
            arguments.add(prefix + "members[1].jid=" + MEMBER);
        }
        List<Row> rows = new ArrayList<>();
        try (Server gateway = servers.gatewayOf("changes.yaml", folder, arguments);
                Connection connection = DriverManager.getConnection(bareUrl)) {
            createTables(connection, most);
            HttpClient client = HttpClient.newHttpClient();
            // Many callers: with one, the JIT compiler would take minutes.
            together(most, caller -> () -> changes(client, gateway.port(), caller, settings.warmup()));
            for (int i = 0; i < CALLERS.length; i++) {
                int callers = CALLERS[i];
                Duration warmup = settings.warmup().dividedBy(4);
                together(callers, caller -> () -> changes(client, gateway.port(), caller, warmup));
                together(callers, caller -> () -> bareChanges(bareUrl, caller, warmup));
                double changes = 0;
                double bare = 0;
                long before = logged(client, gateway.port());
                long done = 0;
                // In turn, so that a slow moment of the machine affects both.
                for (int round = 0; round < settings.rounds(); round++) {
                    long some = together(
                            callers, caller -> () -> changes(client, gateway.port(), caller, settings.measure()));
                    done += some;
                    changes += some / (double) settings.measure().toSeconds();
                    bare += together(callers, caller -> () -> bareChanges(bareUrl, caller, settings.measure()))
                            / (double) settings.measure().toSeconds();
                }
                long events = logged(client, gateway.port()) - before;
                rows.add(new Row(
                        database,
                        callers,
                        changes / settings.rounds(),
                        bare / settings.rounds(),
                        goals.get(i),
                        events / (double) done));
            }
        }
        return rows;
    }

    /** The total number of operations that all callers have done. */
    private static long together(int callers, IntFunction<Callable<Long>> work)
            throws InterruptedException, ExecutionException {
        ExecutorService threads = Executors.newFixedThreadPool(callers);
        try {
            List<Future<Long>> running = new ArrayList<>();
            for (int caller = 0; caller < callers; caller++) {
                running.add(threads.submit(work.apply(caller)));
            }
            long all = 0;
            for (Future<Long> one : running) {
                all += one.get();
            }
            return all;
        } finally {
            threads.shutdown();
        }
    }

    private static long changes(HttpClient client, int port, int group, Duration duration)
            throws IOException, InterruptedException {
        String member =
                "http://127.0.0.1:" + port + "/api/v1/sessions/changes/groups/" + gid(group) + "/members/" + MEMBER;
        long end = System.nanoTime() + duration.toNanos();
        long done = 0;
        while (System.nanoTime() < end) {
            for (String operation : List.of("/promote", "/demote")) {
                HttpResponse<Void> response = client.send(
                        HttpRequest.newBuilder(URI.create(member + operation))
                                .header("x-api-key", KEY)
                                .POST(HttpRequest.BodyPublishers.noBody())
                                .build(),
                        HttpResponse.BodyHandlers.discarding());
                if (response.statusCode() != 204) {
                    throw new IllegalStateException(operation + " returns " + response.statusCode());
                }
                done++;
            }
        }
        return done;
    }

    /** In a schema of their own: the gateway requires the default one to be empty. */
    private static void createTables(Connection connection, int callers) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("create schema bench");
            statement.execute("create table bench.intents (id bigint primary key, payload varchar(8192) not null)");
            statement.execute("create table bench.events (id bigint generated by default as identity primary key,"
                    + " session_id varchar(128) not null, payload varchar(8192) not null)");
            statement.execute("create table bench.members (id integer primary key, role varchar(8) not null)");
            for (int caller = 0; caller < callers; caller++) {
                statement.execute("insert into bench.members (id, role) values (" + caller + ", 'member')");
            }
        }
    }

    private static long bareChanges(String url, int caller, Duration duration) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url);
                PreparedStatement begin =
                        connection.prepareStatement("insert into bench.intents (id, payload) values (?, ?)");
                PreparedStatement event =
                        connection.prepareStatement("insert into bench.events (session_id, payload) values (?, ?)");
                PreparedStatement member =
                        connection.prepareStatement("update bench.members set role = ? where id = ?");
                PreparedStatement end = connection.prepareStatement("delete from bench.intents where id = ?")) {
            connection.setAutoCommit(false);
            long stop = System.nanoTime() + duration.toNanos();
            long done = 0;
            while (System.nanoTime() < stop) {
                long id = INTENTS.incrementAndGet();
                begin.setLong(1, id);
                begin.setString(2, PAYLOAD);
                begin.executeUpdate();
                connection.commit();
                event.setString(1, "changes");
                event.setString(2, PAYLOAD);
                event.executeUpdate();
                member.setString(1, done % 2 == 0 ? "admin" : "member");
                member.setInt(2, caller);
                member.executeUpdate();
                end.setLong(1, id);
                end.executeUpdate();
                connection.commit();
                done++;
            }
            return done;
        }
    }

    /** How many changes the event log has. */
    private static long logged(HttpClient client, int port) throws IOException, InterruptedException {
        long found = 0;
        String cursor = "";
        do {
            HttpResponse<String> response = client.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port
                                    + "/api/v1/events?session=changes&limit=1000&cursor=" + cursor))
                            .header("x-api-key", KEY)
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            JsonObject page = new JsonObject(response.body());
            found += page.getJsonArray("data").stream()
                    .filter(event -> ((JsonObject) event).getString("event").startsWith("group.member."))
                    .count();
            cursor = page.getString("nextCursor");
        } while (!cursor.isEmpty());
        return found;
    }

    private static String gid(int number) {
        return 120_363_000_000_000_000L + number + "@g.us";
    }
}
