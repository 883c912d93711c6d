package io.wagateway.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * Translates the rows that engines return for a change of several members into the vocabulary of engine routes. The
 * shapes are those of whatsmeow, Baileys and whatsapp-web.js.
 */
public final class ParticipantResults {
    /** @param names of one person, as {@link Jids} writes them */
    private record EngineRow(List<String> names, int code) {}

    private ParticipantResults() {}

    /**
     * A row for each member of the request; null if the engine does not report on all of them.
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
        List<Object> unnamed = new ArrayList<>(members);
        List<EngineRow> unclaimed = new ArrayList<>(engineRows);
        List<Map<String, Object>> rows = new ArrayList<>();
        for (Object member : members) {
            EngineRow row = find(unclaimed, member);
            // One remaining member belongs to the one remaining row: engines may use the other name.
            if (row != null) {
                unclaimed.remove(row);
                unnamed.remove(member);
            }
            rows.add(row == null ? null : WhatsAppCodes.row(operation, member, row.code()));
        }
        if (unnamed.size() > 1) {
            return null;
        }
        rows.replaceAll(row -> row != null
                ? row
                : WhatsAppCodes.row(operation, unnamed.get(0), unclaimed.get(0).code()));
        return rows;
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
                named.add(WhatsAppCodes.row(operation, member, row.code()));
            }
        }
        return named;
    }

    private static EngineRow find(List<EngineRow> rows, Object member) {
        String name = name(member);
        return rows.stream()
                .filter(row -> row.names().contains(name))
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
        return code == 0 || names.isEmpty() ? null : new EngineRow(names, code);
    }

    /** A row of whatsapp-web.js: the name and its result. */
    private static EngineRow entry(Map.Entry<?, ?> entry) {
        String name = name(entry.getKey());
        if (name == null || !(entry.getValue() instanceof Map<?, ?> result)) {
            return null;
        }
        int code = code(result.get("code") != null ? result.get("code") : result.get("statusCode"), 0);
        return code == 0 ? null : new EngineRow(List.of(name), code);
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
