package io.wagateway.http;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.Yaml;

/**
 * A row of src/test/resources/hostile.
 *
 * @param bytes the whole request
 * @param status 0 where no answer in the form of one is due
 * @param bare what stands in the bytes that come instead
 * @param code of the envelope; null where there is none
 * @param allow the whole header; null where any or none will do
 * @param requestId the whole header; null where the server makes one up
 * @param exempt from X-Request-Id: the contract says what is
 * @param closes whether the connection must not be used again
 */
record HostileRequest(
        String name,
        String bytes,
        int status,
        String bare,
        String code,
        String allow,
        String requestId,
        boolean exempt,
        boolean closes) {

    /** {text*times} */
    private static final Pattern REPEATED = Pattern.compile("\\{([^{}]+)\\*(\\d+)}");

    static List<HostileRequest> all(String file) throws IOException {
        try (InputStream in = HostileRequest.class.getResourceAsStream("/hostile/" + file + ".yaml")) {
            List<Map<String, Object>> rows = new Yaml().load(in);
            return rows.stream().map(HostileRequest::of).toList();
        }
    }

    private static HostileRequest of(Map<String, Object> row) {
        return new HostileRequest(
                (String) row.get("name"),
                expand(row.containsKey("raw") ? (String) row.get("raw") : request(row)),
                (int) row.getOrDefault("status", 0),
                (String) row.get("bare"),
                (String) row.get("code"),
                (String) row.get("allow"),
                row.containsKey("requestId") ? expand((String) row.get("requestId")) : null,
                row.containsKey("exempt"),
                row.containsKey("closes"));
    }

    private static String request(Map<String, Object> row) {
        String headers = (String) row.getOrDefault("headers", "");
        String body = expand((String) row.getOrDefault("body", ""));
        boolean framed = headers.contains("Content-Length") || headers.contains("Transfer-Encoding");
        return row.getOrDefault("method", "POST") + " " + row.get("target") + " HTTP/1.1\r\n{H}"
                + (row.containsKey("anonymous") ? "" : "{K}")
                + headers
                + (framed || body.isEmpty() ? "" : "Content-Length: " + body.length() + "\r\n")
                + "\r\n"
                + body;
    }

    private static String expand(String text) {
        String named = text.replace("{P}", "{S}phone{GM}")
                .replace("{J}", "Content-Type: application/json\r\n")
                .replace("{A}", "{S}phone/groups/{G}/members:approve")
                .replace("{GM}", "/groups/{G}/members/{M}/promote")
                .replace("{S}", "/api/v1/sessions/")
                .replace("{G}", HostileWorld.GROUP)
                .replace("{M}", HostileWorld.MEMBER)
                .replace("{H}", HostileWorld.HOST)
                .replace("{K}", HostileWorld.KEY);
        return REPEATED.matcher(named).replaceAll(match -> java.util.regex.Matcher.quoteReplacement(repeated(match)));
    }

    private static String repeated(MatchResult match) {
        return match.group(1).repeat(Integer.parseInt(match.group(2)));
    }

    @Override
    public String toString() {
        return name;
    }
}
