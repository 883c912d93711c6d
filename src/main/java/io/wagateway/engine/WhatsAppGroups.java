package io.wagateway.engine;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What engines pass on of a group, in the vocabulary of engine routes. The shapes are those of the libraries that engines
 * are built on: whatsmeow, Baileys, whatsapp-web.js; engines differ in the case of their names.
 */
public final class WhatsAppGroups {
    private WhatsAppGroups() {}

    /** The Group that an engine wrote; null where it wrote none. What it does not say is missing. */
    public static Map<String, Object> of(Object written) {
        if (!(written instanceof Map<?, ?> parts)) {
            return null;
        }
        Map<String, Object> group = lowerCase(parts);
        Map<String, Object> inner =
                group.get("groupmetadata") instanceof Map<?, ?> metadata ? lowerCase(metadata) : group;
        String jid = serialized(first(group, "jid", "id"));
        if (jid == null || !Jids.isGroup(jid)) {
            return null;
        }
        Map<String, Object> said = new LinkedHashMap<>();
        said.put("jid", jid);
        put(said, "subject", text(first(inner, "name", "subject"), group.get("name")));
        put(said, "description", text(first(inner, "topic", "desc"), null));
        put(said, "owner", owner(inner));
        put(said, "announce", flag(first(inner, "isannounce", "announce")));
        put(said, "locked", flag(first(inner, "islocked", "restrict")));
        put(said, "createdAt", createdAt(first(inner, "groupcreated", "creation")));
        put(said, "size", size(inner));
        return said;
    }

    /** What stands for a JID: a text, or an object of whatsapp-web.js that holds it. */
    static String serialized(Object written) {
        Object jid = written instanceof Map<?, ?> object ? object.get("_serialized") : written;
        return jid instanceof String text && !text.isEmpty() ? text : null;
    }

    /** By number where the engine knows it, else by LID. */
    private static String owner(Map<String, Object> group) {
        String owner = serialized(first(group, "ownerjid", "owner"));
        String number = Jids.userOf(serialized(group.get("ownerpn")));
        if (number == null) {
            number = Jids.userOf(owner);
        }
        return number != null ? number : Jids.lidOf(owner);
    }

    /** Epoch milliseconds; engines write a time, or seconds. The zero time of Go is none. */
    private static Long createdAt(Object written) {
        if (written instanceof Number seconds) {
            return seconds.longValue() > 0 ? seconds.longValue() * 1000 : null;
        }
        try {
            Instant created = OffsetDateTime.parse(String.valueOf(written)).toInstant();
            return created.toEpochMilli() > 0 ? created.toEpochMilli() : null;
        } catch (DateTimeException none) {
            return null;
        }
    }

    /** Some leave the members out, some the count; who could not be put into a new group is named all the same. */
    private static Integer size(Map<String, Object> group) {
        if (first(group, "participantcount", "size") instanceof Number count && count.intValue() > 0) {
            return count.intValue();
        }
        return group.get("participants") instanceof List<?> members && !members.isEmpty()
                ? (int) members.stream().filter(WhatsAppGroups::isIn).count()
                : null;
    }

    private static boolean isIn(Object member) {
        return !(member instanceof Map<?, ?> row && row.get("Error") instanceof Number code && code.intValue() != 0);
    }

    private static Map<String, Object> lowerCase(Map<?, ?> parts) {
        Map<String, Object> lower = new HashMap<>();
        parts.forEach((name, value) -> lower.put(String.valueOf(name).toLowerCase(Locale.ROOT), value));
        return lower;
    }

    private static String text(Object written, Object otherwise) {
        return written instanceof String text ? text : otherwise instanceof String text ? text : null;
    }

    private static Boolean flag(Object written) {
        return written instanceof Boolean flag ? flag : null;
    }

    private static Object first(Map<String, Object> group, String one, String other) {
        return group.get(one) != null ? group.get(one) : group.get(other);
    }

    private static void put(Map<String, Object> said, String name, Object value) {
        if (value != null) {
            said.put(name, value);
        }
    }
}
