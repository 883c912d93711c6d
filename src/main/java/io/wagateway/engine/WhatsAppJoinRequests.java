package io.wagateway.engine;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * Translates lists of people who have asked to join a group into the vocabulary of engine routes. The shapes are those of
 * whatsmeow ({@code JID, RequestedAt}), of engines built on it ({@code jid, phone_number, requested_at}) and of Baileys ({@code
 * jid, phone_number, request_method, request_time}).
 */
public final class WhatsAppJoinRequests {
    private WhatsAppJoinRequests() {}

    /**
     * The response of {@code listJoinRequests}: {@code {requests: [{jid, lid, requestedAt, via, address}], skipped}}. {@code
     * address} is the name that the engine's own list has. {@code skipped} is the number of rows that name nobody.
     */
    public static Map<String, Object> of(List<?> list) {
        List<Map<String, Object>> requests =
                list.stream().map(WhatsAppJoinRequests::row).toList();
        Map<String, Object> response = new LinkedHashMap<>();
        response.put(
                "requests",
                new ArrayList<>(requests.stream().filter(Objects::nonNull).toList()));
        response.put("skipped", (int) requests.stream().filter(Objects::isNull).count());
        return response;
    }

    /** Null if it names nobody. */
    private static Map<String, Object> row(Object written) {
        if (!(written instanceof Map<?, ?> fields)) {
            return null;
        }
        Map<String, Object> plain = new HashMap<>();
        fields.forEach((name, value) ->
                plain.put(String.valueOf(name).toLowerCase(Locale.ROOT).replace("_", ""), value));
        String name = WhatsAppGroups.serialized(plain.get("jid") != null ? plain.get("jid") : plain.get("id"));
        String lid = Stream.of(name, plain.get("lid"))
                .map(Jids::lidOf)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
        String jid = Stream.of(name, plain.get("phonenumber"))
                .map(Jids::userOf)
                .filter(Objects::nonNull)
                // An engine that does not know the number writes the digits of the LID instead.
                .filter(number -> lid == null || !number.startsWith(lid.replace("lid", "")))
                .findFirst()
                .orElse(null);
        if (jid == null && lid == null) {
            return null;
        }
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("jid", jid);
        row.put("lid", lid);
        row.put(
                "requestedAt",
                WhatsAppGroups.epochMillis(
                        plain.get("requestedat") != null ? plain.get("requestedat") : plain.get("requesttime")));
        row.put("via", via(plain.get("requestmethod")));
        row.put("address", name);
        return row;
    }

    private static String via(Object method) {
        return switch (String.valueOf(method)) {
            case "invite_link" -> "link";
            case "non_admin_add" -> "member";
            default -> null;
        };
    }
}
