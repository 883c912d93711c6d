package io.wagateway.engine;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Translates the rows that engines return for a change of several members into the vocabulary of engine routes. The
 * shapes are those of whatsmeow, Baileys and whatsapp-web.js.
 */
public final class ParticipantResults {
    private static final Pattern INVITE = Pattern.compile("[A-Za-z0-9_-]{1,64}");

    /**
     * @param names of one person, as {@link Jids} writes them
     * @param invite that WhatsApp offers instead of an addition; null: none
     */
    private record EngineRow(List<String> names, int code, Map<String, Object> invite) {
        boolean names(String member) {
            return names.stream().anyMatch(name -> Jids.spelling(name).equals(Jids.spelling(member)));
        }

        /** What the row says, without whom it says it of. */
        EngineRow ofNobody() {
            return new EngineRow(List.of(), code, null);
        }

        /** The row of a member, with WhatsApp's own names of them. */
        Map<String, Object> of(String operation, Object member) {
            Map<String, Object> row = WhatsAppCodes.row(operation, member, code);
            names.stream().filter(Jids::isUser).findFirst().ifPresent(jid -> row.put("jid", jid));
            names.stream().filter(Jids::isLid).findFirst().ifPresent(lid -> row.put("lid", lid));
            if (invite != null) {
                row.put("invite", invite);
            }
            return row;
        }
    }

    private ParticipantResults() {}

    /**
     * A row for each member of the request; null if the engine does not report on all of them. An engine may name a member
     * in another way than the request: by WhatsApp's own spelling of the number, or by the LID.
     *
     * @param operation the engine operation
     * @param members user JIDs or LIDs
     * @param response the engine's list of rows, or its map of them by name
     */
    public static List<Map<String, Object>> of(String operation, List<?> members, Object response) {
        List<EngineRow> engineRows = engineRows(response);
        if (engineRows == null || engineRows.size() != members.size()) {
            return null;
        }
        List<EngineRow> unclaimed = new ArrayList<>(engineRows);
        Map<Object, EngineRow> claimed = new HashMap<>();
        for (Object member : members) {
            EngineRow row = find(unclaimed, member);
            if (row != null) {
                unclaimed.remove(row);
                claimed.put(member, row);
            }
        }
        // One remaining row is that of the one remaining member. Several tell only if all of them say the same.
        if (unclaimed.size() > 1 && !areAllTheSame(operation, unclaimed)) {
            return null;
        }
        for (Object member : members) {
            if (!claimed.containsKey(member)) {
                EngineRow first = unclaimed.get(0);
                claimed.put(member, unclaimed.size() == 1 ? first : first.ofNobody());
            }
        }
        return members.stream()
                .map(member -> claimed.get(member).of(operation, member))
                .toList();
    }

    /** Whether all rows say that a member was changed, or all of them that a member was so already. */
    private static boolean areAllTheSame(String operation, List<EngineRow> rows) {
        int code = rows.get(0).code();
        return rows.stream().allMatch(row -> row.code() == code)
                && !rows.get(0).of(operation, "").containsKey(EngineRefusal.KEY);
    }

    /**
     * A row for each member that the engine's list names; it may name other people, and may name none.
     *
     * @param operation the engine operation
     * @param members user JIDs or LIDs
     * @param response a list of rows, which may contain other people; for a new group, everybody in it
     */
    public static List<Map<String, Object>> ofNamed(String operation, List<?> members, Object response) {
        List<EngineRow> rows = response instanceof List<?> list
                ? list.stream()
                        .map(ParticipantResults::row)
                        .filter(Objects::nonNull)
                        .toList()
                : List.of();
        List<Map<String, Object>> named = new ArrayList<>();
        for (Object member : members) {
            EngineRow row = find(rows, member);
            if (row != null) {
                named.add(row.of(operation, member));
            }
        }
        return named;
    }

    private static EngineRow find(List<EngineRow> rows, Object member) {
        String name = name(member);
        return rows.stream()
                .filter(row -> name != null && row.names(name))
                .findFirst()
                .orElse(null);
    }

    private static List<EngineRow> engineRows(Object response) {
        Stream<EngineRow> rows;
        if (response instanceof List<?> list) {
            rows = list.stream().map(ParticipantResults::row);
        } else if (response instanceof Map<?, ?> byName) {
            rows = byName.entrySet().stream().map(ParticipantResults::entry);
        } else {
            return null;
        }
        List<EngineRow> engineRows = rows.toList();
        return engineRows.isEmpty() || engineRows.contains(null) ? null : engineRows;
    }

    /** Null if it is no row. */
    private static EngineRow row(Object any) {
        if (!(any instanceof Map<?, ?> row)) {
            return null;
        }
        Map<?, ?> content = row.get("content") instanceof Map<?, ?> node ? node : Map.of();
        Map<?, ?> attributes = content.get("attrs") instanceof Map<?, ?> map ? map : Map.of();
        boolean isWhatsmeow = row.get("JID") != null;
        boolean isFine = row.get("Error") == null || Integer.valueOf(0).equals(row.get("Error"));
        int code = isWhatsmeow ? code(row.get("Error"), isFine ? 200 : 0) : code(row.get("status"), 0);
        List<String> names = Stream.of(
                        row.get("JID"),
                        row.get("PhoneNumber"),
                        row.get("LID"),
                        row.get("jid"),
                        attributes.get("phone_number"),
                        attributes.get("lid"))
                .map(ParticipantResults::name)
                .filter(Objects::nonNull)
                .toList();
        return code == 0 || names.isEmpty() ? null : new EngineRow(names, code, invite(row.get("AddRequest"), content));
    }

    /** The invite {@code {code, expiresAt}} that WhatsApp lets the account send to a person whom it does not add. */
    private static Map<String, Object> invite(Object ofWhatsmeow, Map<?, ?> ofBaileys) {
        if (ofWhatsmeow instanceof Map<?, ?> request) {
            return invite(request.get("Code"), request.get("Expiration"));
        }
        Object nodes = ofBaileys.get("content");
        return (nodes instanceof List<?> list ? list : List.of())
                .stream()
                        .filter(node -> node instanceof Map<?, ?> map && "add_request".equals(map.get("tag")))
                        .map(node -> ((Map<?, ?>) node).get("attrs"))
                        .filter(Map.class::isInstance)
                        .map(attributes -> invite(
                                ((Map<?, ?>) attributes).get("code"), ((Map<?, ?>) attributes).get("expiration")))
                        .filter(Objects::nonNull)
                        .findFirst()
                        .orElse(null);
    }

    private static Map<String, Object> invite(Object code, Object expiration) {
        if (!(code instanceof String text) || !INVITE.matcher(text).matches()) {
            return null;
        }
        Map<String, Object> invite = new LinkedHashMap<>();
        invite.put("code", text);
        invite.put("expiresAt", WhatsAppGroups.epochMillis(expiration));
        return invite;
    }

    /** A row of whatsapp-web.js: the name and its result. */
    private static EngineRow entry(Map.Entry<?, ?> entry) {
        String name = name(entry.getKey());
        if (name == null || !(entry.getValue() instanceof Map<?, ?> result)) {
            return null;
        }
        int code = code(result.get("code") != null ? result.get("code") : result.get("statusCode"), 0);
        return code == 0 ? null : new EngineRow(List.of(name), code, null);
    }

    /** The code: three digits, as a number or a text. */
    private static int code(Object written, int otherwise) {
        String text = String.valueOf(written);
        return text.matches("[1-9][0-9]{2}") ? Integer.parseInt(text) : otherwise;
    }

    private static String name(Object written) {
        String number = Jids.userOf(written);
        return number != null ? number : Jids.lidOf(written);
    }
}
