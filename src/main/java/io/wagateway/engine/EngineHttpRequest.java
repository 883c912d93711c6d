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
 * One row's request. The body is what the row's request script returned: a map, which may be empty. It becomes {@code
 * {method, path, query, json, bytes, type, expect, onRefusal}}, with the row's values for what the script does not say. If the script
 * returned a {@code refusal}, that ends the exchange. Camel makes one instance for each row.
 */
public final class EngineHttpRequest implements Processor {
    private static final String SESSION = "session";
    private static final Pattern FIELD = Pattern.compile("\\{(\\w+)}");
    private static final Set<String> FIELDS = Set.of(SESSION, "group", "member", "invite", "phone");

    private String line = "";
    private Set<String> expected = Set.of();

    /** Not {@link Map#of}: a caller may look up null, which is no refusal. */
    private Map<String, String> nextByRefusal = new HashMap<>();

    /**
     * @param request a method, a path and perhaps a query, for example {@code GET api/{session}/groups?size=1}; a field
     *     in braces is one of the operation's request, encoded
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
     * @param onRefusal the refusals, by comma, that do not end the exchange, or {@code *} for all. {@code =} and a
     *     row may follow one, if the exchange continues with that row, for example {@code no_path=own-list}
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
        if (script.get(EngineRefusal.KEY) != null) {
            exchange.setRouteStop(true);
            return;
        }
        String request = script.get("request") == null
                ? line
                : checked(script.get("request").toString());
        if (request.contains("{session}") && cannotBeAPathSegment(fields.get(SESSION))) {
            exchange.getMessage().setBody(Map.of(EngineRefusal.KEY, "not_connected"));
            exchange.setRouteStop(true);
            return;
        }
        Map<String, Object> complete = new HashMap<>();
        String[] methodAndAddress = request.split(" ", 2);
        String[] address = methodAndAddress.length < 2 ? new String[] {""} : methodAndAddress[1].split("\\?", 2);
        complete.put("method", methodAndAddress[0]);
        complete.put("path", filled(address[0], fields));
        complete.put("query", address.length < 2 ? null : filled(address[1], fields));
        complete.put("json", script.get("json"));
        complete.put("bytes", script.get("bytes"));
        complete.put("type", script.get("type"));
        complete.put("expect", expected);
        complete.put("onRefusal", nextByRefusal);
        exchange.getMessage().setBody(complete);
    }

    /** An empty name would address all sessions. An HTTP server would resolve dots. */
    private static boolean cannotBeAPathSegment(Object session) {
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
