package io.wagateway.bench;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.HdrHistogram.Histogram;

/**
 * Compares a store of one organisation, with 100 sessions and 1,000 API keys, to one of a thousand of them, on both
 * databases: the start, the look-up of a key, two lists, and what the watch of the sessions takes.
 */
final class Stores {
    private static final int SESSIONS = 100;
    private static final int KEYS = 1_000;
    private static final int SMALL = 1;
    private static final int LARGE = 1_000;
    private static final int BATCH = 10_000;
    private static final double GOAL = 1.3;
    private static final String UNKNOWN = "wa_nobody_has_this_key_0123456789abcdefghij";

    /** Long enough for the start's own work to be over, and for the watch to be in its stride. */
    private static final Duration WATCHED = Duration.ofSeconds(20);

    private static final Pattern ASKED =
            Pattern.compile("(?m)^gateway_engine_calls_seconds_count\\{[^}]*operation=\"status\"[^}]*} ([0-9.E]+)$");

    /**
     * A row of the table.
     *
     * @param goal the most that the large store may cost, as a multiple of the small one; 0: none
     */
    record Row(String what, String unit, double small, double large, double goal) {}

    /** What one store costs. */
    private record Cost(double start, double lookUp, double sessions, double keys, double cpu, double asked) {}

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Settings settings;

    private Stores(Settings settings) {
        this.settings = settings;
    }

    static List<Row> measure(Servers servers, Settings settings) throws Exception {
        List<Row> rows = new ArrayList<>();
        Stores stores = new Stores(settings);
        List<Cost> h2 = new ArrayList<>();
        List<Cost> postgresql = new ArrayList<>();
        for (int organizations : new int[] {SMALL, LARGE}) {
            Path folder = servers.folder();
            String url = "jdbc:h2:file:" + folder.resolve("gateway").toAbsolutePath();
            h2.add(stores.cost(servers, folder, List.of(), url, organizations));
            try (EmbeddedPostgres postgres = EmbeddedPostgres.start()) {
                String own = postgres.getJdbcUrl("postgres", "postgres");
                postgresql.add(stores.cost(
                        servers, servers.folder(), List.of("--spring.datasource.url=" + own), own, organizations));
            }
        }
        rows.addAll(rows("H2", h2.get(0), h2.get(1)));
        rows.addAll(rows("PostgreSQL", postgresql.get(0), postgresql.get(1)));
        return rows;
    }

    private static List<Row> rows(String database, Cost small, Cost large) {
        return List.of(
                new Row(database + ", exec to first 204", "s", small.start(), large.start(), GOAL),
                new Row(
                        database + ", look-up of a key that is not remembered",
                        "ms",
                        small.lookUp(),
                        large.lookUp(),
                        GOAL),
                new Row(database + ", 50 sessions of a list", "ms", small.sessions(), large.sessions(), GOAL),
                new Row(database + ", 50 API keys of a list", "ms", small.keys(), large.keys(), GOAL),
                new Row(database + ", sessions that the watch asks for", "1/s", small.asked(), large.asked(), 0),
                new Row(database + ", CPU of an idle gateway", "% of a core", small.cpu(), large.cpu(), 0));
    }

    private Cost cost(Servers servers, Path folder, List<String> arguments, String url, int organizations)
            throws Exception {
        // Once for the tables.
        try (Server first = servers.gatewayOf("stores.yaml", folder, arguments)) {
            first.firstAnswer(Target.promote("first", first, Target.API_KEY).request());
        }
        try (Connection connection = DriverManager.getConnection(url)) {
            fill(connection, organizations);
            connection.createStatement().execute("analyze");
        }
        List<Double> starts = new ArrayList<>();
        for (int i = 1; i < settings.starts(); i++) {
            try (Server gateway = servers.gatewayOf("stores.yaml", folder, arguments)) {
                starts.add(start(gateway));
            }
        }
        try (Server gateway = servers.gatewayOf("stores.yaml", folder, arguments)) {
            starts.add(start(gateway));
            String api = "http://127.0.0.1:" + gateway.port();
            double lookUp = median(api + "/api/v1/sessions", UNKNOWN, 401);
            double sessions = median(api + "/api/v1/sessions?limit=50", Target.API_KEY, 200);
            double keys = median(api + "/api/v1/api-keys?limit=50", Target.API_KEY, 200);
            double askedBefore = asked(api);
            Duration cpuBefore = gateway.cpu();
            TimeUnit.SECONDS.sleep(WATCHED.toSeconds());
            double cpu = 100.0 * gateway.cpu().minus(cpuBefore).toNanos() / WATCHED.toNanos();
            return new Cost(
                    Median.of(starts), lookUp, sessions, keys, cpu, (asked(api) - askedBefore) / WATCHED.toSeconds());
        }
    }

    private static double start(Server gateway) throws IOException, InterruptedException {
        return gateway.firstAnswer(
                                Target.promote("first", gateway, Target.API_KEY).request())
                        .toMillis()
                / 1e3;
    }

    /** Milliseconds of the median response, one after the other. */
    private double median(String uri, String key, int status) throws IOException, InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(uri)).header("x-api-key", key).build();
        Histogram micros = new Histogram(3);
        for (Duration part : List.of(settings.warmup().dividedBy(4), settings.measure())) {
            micros.reset();
            long end = System.nanoTime() + part.toNanos();
            while (System.nanoTime() < end) {
                long asked = System.nanoTime();
                HttpResponse<Void> response = client.send(request, HttpResponse.BodyHandlers.discarding());
                micros.recordValue((System.nanoTime() - asked) / 1_000);
                if (response.statusCode() != status) {
                    throw new IllegalStateException(uri + " returns " + response.statusCode());
                }
            }
        }
        return micros.getValueAtPercentile(50) / 1e3;
    }

    /** How many sessions the engines were asked for so far. */
    private double asked(String api) throws IOException, InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(api + "/actuator/prometheus")).build();
        Matcher count = ASKED.matcher(
                client.send(request, HttpResponse.BodyHandlers.ofString()).body());
        double sum = 0;
        while (count.find()) {
            sum += Double.parseDouble(count.group(1));
        }
        return sum;
    }

    /** The first organisation is that of the benchmark's own key. */
    private static void fill(Connection connection, int organizations) throws SQLException {
        connection.setAutoCommit(false);
        long now = System.currentTimeMillis();
        try (PreparedStatement session = connection.prepareStatement(
                        "insert into sessions (id, organization_id, engine, engine_session, status, created_at, updated_at)"
                                + " values (?, ?, 'simulator', ?, 'stopped', ?, ?)");
                PreparedStatement key = connection.prepareStatement(
                        "insert into api_keys (id, organization_id, name, secret_sha256, capabilities, created_at,"
                                + " provisioned) values (?, ?, ?, ?, 'read', ?, false)")) {
            int waiting = 0;
            for (int o = 0; o < organizations; o++) {
                String organization = o == 0 ? "org_bench" : "org_" + o;
                for (int s = 0; s < SESSIONS; s++) {
                    session.setString(1, "session-%04d-%03d".formatted(o, s));
                    session.setString(2, organization);
                    session.setString(3, 6_280_000_000_000L + (long) o * SESSIONS + s + "@s.whatsapp.net");
                    session.setLong(4, now);
                    session.setLong(5, now);
                    session.addBatch();
                }
                for (int k = 0; k < KEYS; k++) {
                    key.setString(1, "key-%04d-%04d".formatted(o, k));
                    key.setString(2, organization);
                    key.setString(3, "key " + k);
                    // Any text that is unique does, as nobody has its secret. Hashes are spread, so this one is, too.
                    key.setString(4, "%016x-%d-%d".formatted((o * (long) KEYS + k) * 0x9E3779B97F4A7C15L, o, k));
                    key.setLong(5, now);
                    key.addBatch();
                    if (++waiting % BATCH == 0) {
                        key.executeBatch();
                        session.executeBatch();
                        connection.commit();
                    }
                }
            }
            session.executeBatch();
            key.executeBatch();
            connection.commit();
        }
        connection.setAutoCommit(true);
    }
}
