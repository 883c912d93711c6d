package io.wagateway.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.springframework.util.FileSystemUtils;

/** The benchmark: {@code mvn -B -ntp -Pbench verify}. One run measures everything, and the servers take turns. */
public final class Main {
    static final int CONNECTIONS = 64;

    /** The warm-up of each turn, which opens connections and fills caches. */
    private static final Duration SETTLING = Duration.ofSeconds(1);

    private final Settings settings;
    private final Servers servers;
    private final Frontend frontend;

    private Main(Settings settings, Servers servers, Frontend frontend) {
        this.settings = settings;
        this.servers = servers;
        this.frontend = frontend;
    }

    /** @param args see {@link Settings#parse} */
    public static void main(String... args) throws Exception {
        // If the build is killed, no server may survive it: they end with this process.
        ProcessHandle.current().parent().ifPresent(build -> build.onExit().thenRun(() -> System.exit(1)));
        Settings settings = Settings.parse(args);
        Path project = Path.of("").toAbsolutePath();
        Path work = project.resolve("target/bench");
        FileSystemUtils.deleteRecursively(work);
        Files.createDirectories(work);
        try (Frontend frontend = Frontend.start()) {
            Table table = new Main(settings, new Servers(project, work, frontend.jwksUri()), frontend).run();
            System.out.println("\n" + table);
            Files.writeString(work.resolve("results.md"), table.toString());
            if (settings.worthKeeping()) {
                table.replaceIn(project.resolve("src/bench/README.md"));
            }
        }
    }

    private Table run() throws Exception {
        Table table = new Table(settings);
        if (settings.measures("compare")) {
            compare(table);
        }
        if (settings.measures("refused")) {
            say("calls that are refused");
            refused(table);
        }
        if (settings.measures("slow")) {
            say("a thousand promotions and a slow engine");
            table.slow(SlowEngine.measure(servers, settings));
        }
        if (settings.measures("lists")) {
            say("lists of a large account and of a small one");
            table.lists(Lists.measure(servers, settings));
        }
        if (settings.measures("relay")) {
            say("events to brokers");
            table.relays(Relays.measure(servers, settings));
        }
        if (settings.measures("changes")) {
            say("recorded changes, compared with the database alone");
            table.changes(Changes.measure(servers, settings));
        }
        if (settings.measures("grants")) {
            say("a thousand rights that end in one minute");
            table.grants(Grants.measure(servers, settings));
        }
        if (settings.measures("inbox")) {
            say("a thousand hints a second, and changes that nobody asked for");
            table.inbox(Inbox.measure(servers, settings));
        }
        if (settings.measures("stores")) {
            say("a store of one organisation and of a thousand");
            table.stores(Stores.measure(servers, settings));
        }
        if (settings.measures("forged")) {
            say("a flood of forged login tokens");
            table.forged(Forged.measure(servers, frontend, settings));
        }
        return table;
    }

    private void compare(Table table) throws IOException, InterruptedException {
        say("timing starts");
        Path image = servers.image();
        List<StartUp> startUps = List.of(
                StartUp.measure("bare handler", () -> servers.bare(List.of()), settings.starts(), ""),
                StartUp.measure(
                        "gateway",
                        () -> servers.gateway(List.of()),
                        settings.starts(),
                        "start <= 1.8 of the bare handler's; <= 11,000 classes"),
                StartUp.measure(
                        "bare handler, JVM options of the image",
                        () -> servers.bare(servers.imageOptions(image)),
                        settings.starts(),
                        ""),
                StartUp.measure(
                        "gateway, archive and JVM options of the image",
                        () -> servers.gatewayOf(image),
                        settings.starts(),
                        "start <= 1.0 of the bare handler's plain jar; resident <= 1.4 of the row above"));
        try (Server bare = servers.bare(Servers.HEAP);
                Server gateway = servers.gateway(gatewayOptions());
                Server resourceServer = servers.resourceServer(Servers.HEAP)) {
            List<Row> rows = rows(bare, gateway, resourceServer);
            run(rows);
            table.throughput("promote, an admin already", rows);
            if (settings.check()) {
                rows.forEach(row -> requireHalf(row, rows.get(0)));
            }
            table.startUps(startUps);
        }
    }

    /** On a busy machine ratios vary by a quarter; what is less than half of the goal is a change for the worse. */
    private static void requireHalf(Row row, Row bare) {
        double ratio = row.ratioTo(bare);
        if (ratio < row.goal() / 2) {
            throw new IllegalStateException("%s: %.2f of the bare handler, and the goal is %.2f"
                    .formatted(row.target().name(), ratio, row.goal()));
        }
    }

    private void refused(Table table) throws IOException, InterruptedException {
        try (Server bare = servers.bare(Servers.HEAP);
                Server gateway = servers.gateway(gatewayOptions())) {
            List<Row> rows = List.of(
                    new Row(Target.promote("bare handler", bare, Target.API_KEY), 0),
                    new Row(Target.refused("gateway, API key, 404", gateway), 0.60));
            run(rows);
            table.throughput("promote, in a session that does not exist", rows);
        }
    }

    private List<String> gatewayOptions() {
        List<String> options = new ArrayList<>(Servers.HEAP);
        options.addAll(settings.gatewayOptions());
        return options;
    }

    private void run(List<Row> rows) throws IOException, InterruptedException {
        for (Row row : rows) {
            warmUp(row.target());
        }
        for (int round = 1; round <= settings.rounds(); round++) {
            say("round " + round + " of " + settings.rounds());
            for (Row row : rows) {
                row.add(turn(row.target()));
            }
        }
    }

    /** The bare handler first: the others are measured against it. */
    private List<Row> rows(Server bare, Server gateway, Server resourceServer) {
        List<Row> rows = new ArrayList<>();
        rows.add(new Row(Target.promote("bare handler", bare, Target.API_KEY), 0));
        rows.add(new Row(Target.promote("gateway, API key", gateway, Target.API_KEY), 0.60));
        for (String algorithm : settings.algorithms()) {
            rows.add(new Row(Target.promote("gateway, JWT " + algorithm, gateway, frontend.token(algorithm)), 0.55));
        }
        rows.add(new Row(
                Target.promote("bare handler, stock resource server RS256", resourceServer, frontend.token("RS256")),
                0));
        return rows;
    }

    private void warmUp(Target target) throws IOException, InterruptedException {
        say("warming up: " + target.name());
        target.server().firstAnswer(target.request(), target.expected());
        try (LoadGenerator load = LoadGenerator.open(target, CONNECTIONS)) {
            Sample sample = load.run(settings.warmup());
            if (!sample.isClean()) {
                throw new IllegalStateException(target.name() + " also returned " + sample.others());
            }
        }
    }

    private Sample turn(Target target) throws IOException {
        try (LoadGenerator load = LoadGenerator.open(target, CONNECTIONS)) {
            load.run(SETTLING);
            Sample sample = load.run(settings.measure());
            say("%s: %,.0f/s, %.0f µs of CPU"
                    .formatted(target.name(), sample.perSecond(), sample.cpuMicrosPerRequest()));
            return sample;
        }
    }

    private static void say(String text) {
        System.out.println("bench: " + text);
    }
}
