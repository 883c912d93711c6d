package io.wagateway.bench;

import io.vertx.core.json.JsonObject;
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
import org.HdrHistogram.Histogram;

/**
 * Measures a page of stored groups and members in an account of 1,000 groups of 1,024 members, compared with one of 10
 * groups of 20, on both databases. One connection reads the pages by their cursors, from the first to the last, repeatedly.
 */
final class Lists {
    private static final String KEY = "wa_bench_only_not_a_secret_0123456789";
    private static final int BATCH = 10_000;

    /** Pages of the same size, so that the rows of both accounts compare. */
    private static final int GROUPS_A_PAGE = 10;

    private static final int MEMBERS_A_PAGE = 20;

    private record Account(String session, int groups, int members) {}

    private static final Account SMALL = new Account("small", 10, 20);
    private static final Account LARGE = new Account("large", 1_000, 1_024);

    /**
     * A row of the table.
     *
     * @param list which list, and of which database
     * @param rows on a page
     * @param millis median of a page
     * @param ofSmall the cost of a row relative to the same list of the small account; 0 if there is none
     */
    record Row(String list, String account, int rows, double millis, double ofSmall) {
        double microsPerRow() {
            return millis * 1e3 / rows;
        }
    }

    private final Server gateway;
    private final Settings settings;
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private Lists(Server gateway, Settings settings) {
        this.gateway = gateway;
        this.settings = settings;
    }

    static List<Row> measure(Servers servers, Settings settings) throws Exception {
        List<Row> rows = new ArrayList<>();
        Path folder = servers.folder();
        String h2 = "jdbc:h2:file:" + folder.resolve("gateway").toAbsolutePath();
        rows.addAll(measure("H2", servers, folder, List.of(), h2, settings));
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start()) {
            String url = postgres.getJdbcUrl("postgres", "postgres");
            rows.addAll(measure(
                    "PostgreSQL", servers, servers.folder(), List.of("--spring.datasource.url=" + url), url, settings));
        }
        return rows;
    }

    private static List<Row> measure(
            String database, Servers servers, Path folder, List<String> arguments, String url, Settings settings)
            throws Exception {
        // Once for the tables.
        try (Server first = servers.gatewayOf("lists.yaml", folder, arguments)) {
            ready(first);
        }
        try (Connection connection = DriverManager.getConnection(url)) {
            fill(connection, SMALL);
            fill(connection, LARGE);
            connection.createStatement().execute("analyze");
        }
        try (Server gateway = servers.gatewayOf("lists.yaml", folder, arguments)) {
            ready(gateway);
            Lists lists = new Lists(gateway, settings);
            List<Row> rows = new ArrayList<>();
            double groups = lists.add(rows, database + ", groups", "10 groups", "small/groups", GROUPS_A_PAGE, 0);
            lists.add(rows, database + ", groups", "1,000 groups", "large/groups", GROUPS_A_PAGE, groups);
            double members = lists.add(
                    rows,
                    database + ", members",
                    "10 groups of 20",
                    "small/groups/" + gid(5) + "/members",
                    MEMBERS_A_PAGE,
                    0);
            lists.add(
                    rows,
                    database + ", members",
                    "1,000 groups of 1,024",
                    "large/groups/" + gid(500) + "/members",
                    MEMBERS_A_PAGE,
                    members);
            lists.add(
                    rows,
                    database + ", members",
                    "1,000 groups of 1,024",
                    "large/groups/" + gid(501) + "/members",
                    1_000,
                    0);
            return rows;
        }
    }

    /** By the cost of a row, in microseconds. */
    private double add(List<Row> rows, String list, String account, String path, int size, double small)
            throws IOException, InterruptedException {
        walk(path, size, settings.warmup());
        Row row = walkRow(list, account, path, size);
        Row compared = new Row(list, account, size, row.millis(), small == 0 ? 0 : row.microsPerRow() / small);
        rows.add(compared);
        return compared.microsPerRow();
    }

    private Row walkRow(String list, String account, String path, int size) throws IOException, InterruptedException {
        return new Row(list, account, size, walk(path, size, settings.measure()).getValueAtPercentile(50) / 1e3, 0);
    }

    /** Microseconds of each full page. */
    private Histogram walk(String path, int size, Duration duration) throws IOException, InterruptedException {
        Histogram micros = new Histogram(3);
        String cursor = "";
        long end = System.nanoTime() + duration.toNanos();
        while (System.nanoTime() < end) {
            URI uri = URI.create("http://127.0.0.1:" + gateway.port() + "/api/v1/sessions/" + path + "?limit=" + size
                    + "&cursor=" + cursor);
            HttpRequest request =
                    HttpRequest.newBuilder(uri).header("x-api-key", KEY).build();
            long asked = System.nanoTime();
            HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
            long took = System.nanoTime() - asked;
            if (response.statusCode() != 200) {
                throw new IllegalStateException(path + " returns " + response.statusCode());
            }
            JsonObject page = new JsonObject(response.body());
            if (page.getJsonArray("data").size() == size) {
                micros.recordValue(took / 1_000);
            }
            cursor = page.getString("nextCursor");
        }
        return micros;
    }

    private static void ready(Server gateway) throws IOException, InterruptedException {
        HttpClient client = HttpClient.newHttpClient();
        URI uri = URI.create("http://127.0.0.1:" + gateway.port() + "/actuator/health/readiness");
        HttpResponse<String> response =
                client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
        if (response.statusCode() != 200) {
            throw new IllegalStateException("the gateway is not ready: " + response.statusCode());
        }
    }

    private static String gid(int number) {
        return 120_363_000_000_000_000L + number + "@g.us";
    }

    private static void fill(Connection connection, Account account) throws SQLException {
        connection.setAutoCommit(false);
        long now = System.currentTimeMillis();
        try (PreparedStatement group = connection.prepareStatement("insert into whatsapp_groups (session_id, group_jid,"
                        + " subject, owner_jid, participant_count, is_announce, is_locked, created_at_wa, first_seen_at,"
                        + " updated_at, members_seen_at, changed_at, listed_at)"
                        + " values (?, ?, ?, ?, ?, false, false, ?, ?, ?, ?, 0, ?)");
                PreparedStatement member = connection.prepareStatement(
                        "insert into group_members (session_id, group_jid,"
                                + " jid, lid, role, is_creator, first_seen_at) values (?, ?, ?, ?, 'member', false, ?)")) {
            int waiting = 0;
            for (int g = 0; g < account.groups(); g++) {
                group.setString(1, account.session());
                group.setString(2, gid(g));
                group.setString(3, "Group number " + g);
                group.setString(4, "6281000000001@s.whatsapp.net");
                group.setInt(5, account.members());
                for (int time = 6; time <= 10; time++) {
                    group.setLong(time, now);
                }
                group.addBatch();
                for (int m = 0; m < account.members(); m++) {
                    member.setString(1, account.session());
                    member.setString(2, gid(g));
                    member.setString(3, 6_289_000_000_000L + m + "@s.whatsapp.net");
                    member.setString(4, 81_000_000_000L + m + "@lid");
                    member.setLong(5, now);
                    member.addBatch();
                    if (++waiting % BATCH == 0) {
                        member.executeBatch();
                    }
                }
            }
            group.executeBatch();
            member.executeBatch();
            connection.commit();
        }
        connection.setAutoCommit(true);
    }
}
