package io.wagateway.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * What engines pass on of a change of several members, one row each, in the vocabulary of engine routes. The shapes are
 * those of whatsmeow, Baileys and whatsapp-web.js.
 */
public final class ParticipantResults {
    /** @param names of one person, in {@link Jids}' spelling */
    private record Written(List<String> names, int code) {}

    private ParticipantResults() {}

    /**
     * A row for each member that was asked for; null where the engine does not tell of them all.
     *
     * @param operation the engine operation
     * @param members user JIDs or LIDs
     * @param answer the engine's list of rows, or its map of them by name
     */
    public static List<Map<String, Object>> of(String operation, List<?> members, Object answer) {
        List<Written> written = written(answer);
        if (written == null || written.size() != members.size()) {
            return null;
        }
        List<Object> unnamed = new ArrayList<>(members);
        List<Written> unclaimed = new ArrayList<>(written);
        List<Map<String, Object>> rows = new ArrayList<>();
        for (Object member : members) {
            Written row = find(unclaimed, member);
            // One who is left over goes with the one row that is: engines may answer by the other name.
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
     * A row for each member that the engine's list names; it may name others, and nobody at all.
     *
     * @param operation the engine operation
     * @param members user JIDs or LIDs
     * @param answer of a new group for example, everybody in it
     */
    public static List<Map<String, Object>> ofNamed(String operation, List<?> members, Object answer) {
        List<Written> rows = answer instanceof List<?> list
                ? list.stream()
                        .map(ParticipantResults::row)
                        .filter(Objects::nonNull)
                        .toList()
                : List.of();
        List<Map<String, Object>> named = new ArrayList<>();
        for (Object member : members) {
            Written row = find(rows, member);
            if (row != null) {
                named.add(WhatsAppCodes.row(operation, member, row.code()));
            }
        }
        return named;
    }

    private static Written find(List<Written> rows, Object member) {
        String name = name(member);
        return rows.stream()
                .filter(row -> row.names().contains(name))
                .findFirst()
                .orElse(null);
    }

    private static List<Written> written(Object answer) {
        Stream<Written> rows;
        if (answer instanceof List<?> list) {
            rows = list.stream().map(ParticipantResults::row);
        } else if (answer instanceof Map<?, ?> byName) {
            rows = byName.entrySet().stream().map(ParticipantResults::entry);
        } else {
            return null;
        }
        List<Written> written = rows.toList();
        return written.isEmpty() || written.contains(null) ? null : written;
    }

    /** Null where it is none. */
    private static Written row(Object any) {
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
        return code == 0 || names.isEmpty() ? null : new Written(names, code);
    }

    /** Of whatsapp-web.js: the name, and what it says of it. */
    private static Written entry(Map.Entry<?, ?> entry) {
        String name = name(entry.getKey());
        if (name == null || !(entry.getValue() instanceof Map<?, ?> said)) {
            return null;
        }
        int code = code(said.get("code") != null ? said.get("code") : said.get("statusCode"), 0);
        return code == 0 ? null : new Written(List.of(name), code);
    }

    /** Three digits, as a number or a text. */
    private static int code(Object written, int otherwise) {
        String text = String.valueOf(written);
        return text.matches("[1-9][0-9]{2}") ? Integer.parseInt(text) : otherwise;
    }

    private static String name(Object written) {
        String number = Jids.userOf(written);
        return number != null ? number : Jids.lidOf(written);
    }
}
