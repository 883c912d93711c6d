package io.wagateway.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The figures of a run as Markdown. */
final class Table {
    private static final String BEGIN = "<!-- results -->\n";
    private static final String END = "<!-- end of results -->\n";

    private final StringBuilder text = new StringBuilder();

    Table(Settings settings) throws IOException {
        line("`mvn -B -ntp -Pbench verify`, %s. %s.", LocalDate.now(ZoneOffset.UTC), Machine.description());
        line(
                "Warm-up %d s each, then %d rounds of %d s each, %d kept-alive connections.",
                settings.warmup().toSeconds(),
                settings.rounds(),
                settings.measure().toSeconds(),
                Main.CONNECTIONS);
    }

    /** @param what all of them answer */
    void throughput(String what, List<Row> rows) {
        line("");
        line("| " + what + " | requests/s | of bare | goal | p50 ms | p99 ms | CPU µs/request | other answers |");
        line("|---|---|---|---|---|---|---|---|");
        for (Row row : rows) {
            Sample all = row.all();
            line(
                    "| %s | %,.0f | %.2f | %s | %.2f | %.1f | %.0f | %s |",
                    row.target().name(),
                    row.perSecond(),
                    row.ratioTo(rows.get(0)),
                    unlessZero("%.2f", row.goal()),
                    all.millisAt(50),
                    all.millisAt(99),
                    all.cpuMicrosPerRequest(),
                    others(all.others()));
        }
    }

    void slow(SlowEngine slow) {
        line("");
        line(
                "| %,d promotions at one moment, the engine takes 1 s | last answer s | goal | done | goal | p50 s | asked: status / read / change | at once |",
                SlowWaha.MEMBERS);
        line("|---|---|---|---|---|---|---|---|");
        for (Burst burst : slow.bursts()) {
            boolean measured = burst.name().startsWith("a session");
            line(
                    "| %s | %.2f | %s | %s | %s | %.2f | %s | %,d |",
                    burst.name(),
                    burst.lastSeconds(),
                    measured ? "<= 1.5" : "",
                    burst.done() == burst.millis().size() ? "all" : burst.statuses(),
                    measured ? "all" : "",
                    burst.secondsAt(50),
                    burst.asked(),
                    burst.asked().atOnce());
        }
        line("");
        line(
                "%d promotions in a row in one group, the engine being quick: asked %s (status / read / change).",
                SlowEngine.IN_A_ROW, slow.inARow());
        beside(
                SlowEngine.CONNECTIONS + " connections to a session on another engine",
                slow.alone(),
                "during the bursts",
                slow.beside());
    }

    void lists(List<Lists.Row> rows) {
        line("");
        line("| lists, from stored data | account | rows a page | ms a page | µs a row | of the small one | goal |");
        line("|---|---|---|---|---|---|---|");
        for (Lists.Row row : rows) {
            line(
                    "| %s | %s | %d | %.3f | %.1f | %s | %s |",
                    row.list(),
                    row.account(),
                    row.rows(),
                    row.millis(),
                    row.microsPerRow(),
                    unlessZero("%.2f", row.ofSmall()),
                    row.ofSmall() == 0 ? "" : "<= 1.2");
        }
    }

    void relays(List<Relays.Row> rows) {
        line("");
        line("| events to a broker, from PostgreSQL | events/s | bare clients, events/s | of bare |");
        line("|---|---|---|---|");
        for (Relays.Row row : rows) {
            line(
                    "| %s | %,.0f | %s | %s |",
                    row.broker(),
                    row.relayed(),
                    unlessZero("%,.0f", row.bare()),
                    row.bare() == 0 ? "" : String.format(Locale.ROOT, "%.2f", row.relayed() / row.bare()));
        }
    }

    void changes(List<Changes.Row> rows) {
        line("");
        line(
                "| changes, each with its event | callers | changes a second | straight to the database | ratio | goal | events a change |");
        line("|---|---|---|---|---|---|---|");
        for (Changes.Row row : rows) {
            line(
                    "| %s | %d | %,.0f | %,.0f | %.2f | >= %.2f | %.3f |",
                    row.database(), row.callers(), row.changes(), row.bare(), row.ratio(), row.goal(), row.events());
        }
    }

    void grants(Grants grants) {
        line("");
        line(
                "| %,d rights that end within seconds | ended, each once | p50 s late | p99 s late | worst s late |",
                Grants.GROUPS * Grants.MEMBERS);
        line("|---|---|---|---|---|");
        line(
                "| by the gateway itself | %,d | %.2f | %.2f | %.2f |",
                grants.ended(),
                grants.millisLate().getValueAtPercentile(50) / 1e3,
                grants.millisLate().getValueAtPercentile(99) / 1e3,
                grants.millisLate().getMaxValue() / 1e3);
        beside(Grants.CONNECTIONS + " connections to the same session", grants.alone(), "meanwhile", grants.beside());
    }

    void inbox(Inbox inbox) {
        line("");
        line(
                "| hints of an engine, over %d groups | hints/s | p50 ms | p99 ms | goal | reads/s | goal |",
                HintingWaha.GROUPS);
        line("|---|---|---|---|---|---|---|");
        line(
                "| %,d a second | %,.0f | %.2f | %.1f | < 100 | %.0f | <= %d |",
                Inbox.PER_SECOND,
                inbox.hintsPerSecond(),
                inbox.hintMicros().getValueAtPercentile(50) / 1e3,
                inbox.hintMicros().getValueAtPercentile(99) / 1e3,
                inbox.readsPerSecond(),
                HintingWaha.GROUPS);
        beside(
                Inbox.CONNECTIONS + " connections to another session",
                inbox.alone(),
                "during the hints",
                inbox.beside());
        line("");
        line(
                "| a change that nobody asked for, until its event is at a webhook's receiver | p50 ms | p99 ms | worst ms |");
        line("|---|---|---|---|");
        line(
                "| with an inbox | %.0f | %.0f | %.0f |",
                inbox.tellMicros().getValueAtPercentile(50) / 1e3,
                inbox.tellMicros().getValueAtPercentile(99) / 1e3,
                inbox.tellMicros().getMaxValue() / 1e3);
    }

    private void beside(String connections, Sample alone, String when, Sample beside) {
        line("");
        line("| %s | requests/s | p50 ms | p99 ms | goal | worst ms | other answers |", connections);
        line("|---|---|---|---|---|---|---|");
        besideRow("alone", "", alone);
        besideRow(when, "< 100", beside);
    }

    void stores(List<Stores.Row> rows) {
        line("");
        line("| what is stored | 100 sessions, 1,000 API keys | 100,000 sessions, 1,000,000 API keys | ratio | goal |");
        line("|---|---|---|---|---|");
        for (Stores.Row row : rows) {
            line(
                    "| %s, %s | %.2f | %.2f | %s | %s |",
                    row.what(),
                    row.unit(),
                    row.small(),
                    row.large(),
                    row.goal() == 0 ? "" : String.format(Locale.ROOT, "%.2f", row.large() / row.small()),
                    unlessZero("<= %.1f", row.goal()));
        }
    }

    void forged(List<Forged.Row> rows) {
        line("");
        line(
                "| %d connections with an API key, and %d login tokens a second | requests/s alone | beside tokens without a signature | beside forged tokens | share left | goal |",
                Forged.CONNECTIONS, Forged.PER_SECOND);
        line("|---|---|---|---|---|---|");
        for (Forged.Row row : rows) {
            line(
                    "| %s | %,.0f | %,.0f | %,.0f | %.2f | >= 0.90 |",
                    row.algorithm(), row.alone(), row.besideUnsigned(), row.besideForged(), row.share());
        }
    }

    private void besideRow(String name, String goal, Sample sample) {
        line(
                "| %s | %,.0f | %.2f | %.1f | %s | %.0f | %s |",
                name,
                sample.perSecond(),
                sample.millisAt(50),
                sample.millisAt(99),
                goal,
                sample.maxMillis(),
                others(sample.others()));
    }

    void startUps(List<StartUp> startUps) {
        line("");
        line("| start | exec to first 204, s | resident MiB | classes | threads | goal |");
        line("|---|---|---|---|---|---|");
        startUps.forEach(row -> line(
                "| %s | %.2f | %.0f | %,.0f | %.0f | %s |",
                row.name(), row.seconds(), row.mebibytes(), row.classes(), row.threads(), row.goal()));
    }

    /** Puts the tables between the markers of a file. */
    void replaceIn(Path readme) throws IOException {
        String old = Files.readString(readme);
        int begin = old.indexOf(BEGIN) + BEGIN.length();
        int end = old.indexOf(END);
        if (begin < BEGIN.length() || end < begin) {
            throw new IllegalStateException(readme + " has lost its markers");
        }
        Files.writeString(readme, old.substring(0, begin) + text + old.substring(end));
    }

    /** Empty for 0: there is none. */
    private static String unlessZero(String format, double value) {
        return value == 0 ? "" : String.format(Locale.ROOT, format, value);
    }

    private static String others(Map<Integer, Long> others) {
        return others.isEmpty() ? "none" : others.toString();
    }

    private void line(String format, Object... values) {
        text.append(String.format(Locale.ROOT, format, values)).append('\n');
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
