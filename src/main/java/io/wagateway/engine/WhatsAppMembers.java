package io.wagateway.engine;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Translates the members that engines list into the vocabulary of engine routes. Engines, and the releases of the
 * libraries that they are built on, name the same fields differently, and put a number where others put a LID. So each
 * value is taken for what it looks like.
 */
public final class WhatsAppMembers {
    /** The fields that may have a name of the member, in lower case and without underscores; the address comes first. */
    private static final List<String> NAMES = List.of("id", "jid", "pn", "phonenumber", "lid");

    private static final String FORMER_MEMBER = "left";

    /** One person by all the names that a list has for them. */
    private record Person(String jid, String lid, String role, String address, String tag) {
        /** The same person in another row of the list. If the rows disagree about the role, it is not known. */
        Person with(Person other) {
            return new Person(
                    jid != null ? jid : other.jid,
                    lid != null ? lid : other.lid,
                    Objects.equals(role, other.role) ? role : null,
                    address,
                    tag != null ? tag : other.tag);
        }

        Map<String, Object> toRow() {
            Map<String, Object> row = new LinkedHashMap<>();
            row.put("jid", jid);
            row.put("lid", lid);
            row.put("role", role);
            row.put("address", address);
            if (tag != null) {
                row.put("tag", tag);
            }
            return row;
        }
    }

    private WhatsAppMembers() {}

    /**
     * The response of {@code readGroup}: {@code {members: [{jid, lid, role, address}], skipped}}. {@code address} is the
     * name that the engine's own list has first. {@code skipped} is the number of rows that name nobody.
     *
     * @param list of maps
     */
    public static Map<String, Object> of(List<?> list) {
        List<Person> people = new ArrayList<>();
        Map<String, Integer> places = new HashMap<>();
        int skipped = 0;
        for (Object written : list) {
            Map<String, Object> row = written instanceof Map<?, ?> fields ? plain(fields) : Map.of();
            if (isNoMember(row)) {
                continue;
            }
            Person person = person(row);
            if (person == null) {
                skipped++;
            } else {
                enter(person, people, places);
            }
        }
        Map<String, Object> response = new LinkedHashMap<>();
        response.put(
                "members",
                people.stream().filter(Objects::nonNull).map(Person::toRow).toList());
        response.put("skipped", skipped);
        return response;
    }

    /** Merges rows of the same person; a row may show that two earlier ones are one person. */
    private static void enter(Person person, List<Person> people, Map<String, Integer> places) {
        Set<Integer> same = new HashSet<>();
        Stream.of(person.jid(), person.lid())
                .filter(Objects::nonNull)
                .map(places::get)
                .filter(Objects::nonNull)
                .forEach(same::add);
        Person merged = person;
        int place = people.size();
        for (int earlier : same.stream().sorted().toList()) {
            merged = people.get(earlier).with(merged);
            people.set(earlier, null);
            place = Math.min(place, earlier);
        }
        if (place == people.size()) {
            people.add(merged);
        } else {
            people.set(place, merged);
        }
        for (String name : new String[] {merged.jid(), merged.lid()}) {
            if (name != null) {
                places.put(name, place);
            }
        }
    }

    /** Whether the row is of a former member, of one whom WhatsApp did not take, or at a server that has no members. */
    private static boolean isNoMember(Map<String, Object> row) {
        boolean isRefused = row.get("error") instanceof Number code && code.intValue() != 0;
        return isRefused
                || FORMER_MEMBER.equals(row.get("role"))
                || NAMES.stream()
                        .map(name -> WhatsAppGroups.serialized(row.get(name)))
                        .filter(Objects::nonNull)
                        .findFirst()
                        .filter(Jids::isElsewhere)
                        .isPresent();
    }

    /** Null if the row names nobody. */
    private static Person person(Map<String, Object> row) {
        String jid = null;
        String lid = null;
        String address = null;
        for (String field : NAMES) {
            String written = WhatsAppGroups.serialized(row.get(field));
            String asLid = Jids.lidOf(written);
            // Digits alone are a number, but not in the field of the LID.
            String asJid =
                    "lid".equals(field) && written != null && written.indexOf('@') < 0 ? null : Jids.userOf(written);
            jid = jid != null ? jid : asJid;
            lid = lid != null ? lid : asLid;
            address = address != null || (asJid == null && asLid == null) ? address : written;
        }
        Object tag = row.get("tag");
        return jid == null && lid == null
                ? null
                : new Person(jid, lid, role(row), address, tag instanceof String text ? text : null);
    }

    /** Null if it is not known. */
    private static String role(Map<String, Object> row) {
        if (isSet(row.get("issuperadmin"))) {
            return "superadmin";
        }
        if (isSet(row.get("isadmin"))) {
            return "admin";
        }
        Object written = row.get("role") != null ? row.get("role") : row.get("admin");
        return switch (written == null ? "" : written.toString().toLowerCase(Locale.ROOT)) {
            case "", "member", "participant", "false" -> "member";
            case "admin", "true" -> "admin";
            case "superadmin" -> "superadmin";
            default -> null;
        };
    }

    private static boolean isSet(Object flag) {
        return Boolean.TRUE.equals(flag);
    }

    private static Map<String, Object> plain(Map<?, ?> fields) {
        Map<String, Object> plain = new HashMap<>();
        fields.forEach((name, value) ->
                plain.put(String.valueOf(name).toLowerCase(Locale.ROOT).replace("_", ""), value));
        return plain;
    }
}
