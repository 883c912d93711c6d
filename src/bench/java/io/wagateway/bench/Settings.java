package io.wagateway.bench;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What to measure, and for how long.
 *
 * @param warmup of each server, before anything counts; the JIT compiler needs it on few cores
 * @param measure of each server in each round
 * @param rounds how often all servers take their turn
 * @param starts how often each start is timed
 * @param algorithms of the login tokens, one row each: RS256, ES256, EdDSA
 * @param only the one section to measure: slow, lists, changes, relay, refused, grants, inbox, stores, forged or compare; empty: all
 * @param check whether to end with an error if the gateway has less than half of a goal
 * @param gatewayOptions more JVM options for the gateway, for a profiler
 */
record Settings(
        Duration warmup,
        Duration measure,
        int rounds,
        int starts,
        List<String> algorithms,
        String only,
        boolean check,
        List<String> gatewayOptions) {

    private static final Map<String, String> FULL =
            Map.of("warmup", "30", "measure", "5", "rounds", "5", "starts", "3");
    private static final Map<String, String> CHECK =
            Map.of("warmup", "15", "measure", "4", "rounds", "3", "starts", "1", "only", "compare");
    private static final Map<String, String> QUICK =
            Map.of("warmup", "4", "measure", "2", "rounds", "2", "starts", "1");

    /** @param arguments each {@code name=value}; an empty value counts as absent */
    static Settings parse(String... arguments) {
        Map<String, String> given = new HashMap<>();
        for (String argument : arguments) {
            String[] option = argument.split("=", 2);
            if (option.length == 2 && !option[1].isBlank()) {
                given.put(option[0], option[1]);
            }
        }
        boolean check = Boolean.parseBoolean(given.get("check"));
        Map<String, String> values =
                new HashMap<>(Boolean.parseBoolean(given.get("quick")) ? QUICK : check ? CHECK : FULL);
        values.putAll(given);
        return new Settings(
                Duration.ofSeconds(Integer.parseInt(values.get("warmup"))),
                Duration.ofSeconds(Integer.parseInt(values.get("measure"))),
                Integer.parseInt(values.get("rounds")),
                Integer.parseInt(values.get("starts")),
                List.of(values.getOrDefault("algorithms", "RS256").split(",")),
                values.getOrDefault("only", ""),
                check,
                values.containsKey("gateway.options")
                        ? List.of(values.get("gateway.options").split(" "))
                        : List.of());
    }

    /** @param section slow, lists, changes, relay, refused, grants, inbox, stores, forged or compare */
    boolean measures(String section) {
        return only.isEmpty() || only.equals(section);
    }

    /** Whether to keep the figures: not those of a short run, or of a profiled one. */
    boolean worthKeeping() {
        Settings full = parse();
        return warmup.compareTo(full.warmup) >= 0
                && measure.compareTo(full.measure) >= 0
                && rounds >= full.rounds
                && starts >= full.starts
                && only.isEmpty()
                && gatewayOptions.isEmpty();
    }
}
