package io.wagateway.engine;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.util.ObjectHelper;

/**
 * One row's request: completes what the row's request script gave (a map, which may be empty) by what the row says, and
 * leaves {@code {method, path, query, json, expect, onRefusal}} as the body. Camel makes one for each row.
 */
public final class EngineHttpRequest implements Processor {
    private static final String SESSION = "session";
    private static final Pattern FIELD = Pattern.compile("\\{(\\w+)}");
    private static final Set<String> FIELDS = Set.of(SESSION, "group", "member", "invite", "phone");

    private String line = "";
    private Set<String> expected = Set.of();

    /** A map that may be asked for null, which is no refusal. */
    private Map<String, String> nextByRefusal = new HashMap<>();

    /**
     * @param request a method, a path and perhaps a query, for example {@code GET api/{session}/groups?size=1}; a field
     *     in braces is one of the operation's own, encoded
     */
    public void setRequest(String request) {
        this.line = checked(request);
    }

    /** @param expect the names of {@link ResponseShape}s that a success may have, by comma */
    public void setExpect(String expect) {
        this.expected = words(expect);
        ResponseShape.check(expected);
    }

    /**
     * @param onRefusal the refusals, by comma, that do not end the exchange, or {@code *} for all; one may be followed by
     *     {@code =} and the row that goes on, for example {@code no_path=own-list}
     */
    public void setOnRefusal(String onRefusal) {
        this.nextByRefusal = words(onRefusal).stream()
                .map(word -> word.split("=", 2))
                .collect(Collectors.toMap(pair -> pair[0], pair -> pair.length < 2 ? "" : pair[1]));
    }

    @Override
    public void process(Exchange exchange) {
        Map<?, ?> fields = exchange.getProperty(EngineRouteInvoker.REQUEST, Map.class);
        Map<?, ?> script = exchange.getMessage().getBody() instanceof Map<?, ?> map ? map : Map.of();
        String request = script.get("request") == null
                ? line
                : checked(script.get("request").toString());
        if (request.contains("{session}") && leadsElsewhere(fields.get(SESSION))) {
            exchange.getMessage().setBody(Map.of("refusal", "not_connected"));
            exchange.setRouteStop(true);
            return;
        }
        Map<String, Object> complete = new HashMap<>();
        String[] parts = request.split(" ", 2);
        String[] address = parts.length < 2 ? new String[] {""} : parts[1].split("\\?", 2);
        complete.put("method", parts[0]);
        complete.put("path", filled(address[0], fields));
        complete.put("query", address.length < 2 ? null : filled(address[1], fields));
        complete.put("json", script.get("json"));
        complete.put("expect", expected);
        complete.put("onRefusal", nextByRefusal);
        exchange.getMessage().setBody(complete);
    }

    /** Nobody is called nothing, which asks for all of them, or by dots, which an HTTP server resolves. */
    private static boolean leadsElsewhere(Object session) {
        return session == null
                || session.toString().isBlank()
                || Arrays.stream(session.toString().split("[/\\\\]", -1)).anyMatch(List.of(".", "..")::contains);
    }

    private static String filled(String template, Map<?, ?> fields) {
        return FIELD.matcher(template)
                .replaceAll(field -> Matcher.quoteReplacement(EnginePaths.segment(fields.get(field.group(1)))));
    }

    private static String checked(String request) {
        FIELD.matcher(request).results().map(field -> field.group(1)).forEach(field -> {
            if (!FIELDS.contains(field)) {
                throw new IllegalArgumentException("a request has no field {" + field + "}");
            }
        });
        return request;
    }

    private static Set<String> words(String list) {
        return ObjectHelper.isEmpty(list) ? Set.of() : Set.of(list.split(","));
    }
}
