package io.wagateway.engine;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What engines pass on of a group, in the vocabulary of engine routes. The shapes are those of the libraries that engines
 * are built on: whatsmeow, Baileys, whatsapp-web.js.
 */
public final class WhatsAppGroups {
    private WhatsAppGroups() {}

    /** The Group that an engine wrote; null where it wrote none. What it does not say is missing. */
    public static Map<String, Object> of(Object written) {
        if (!(written instanceof Map<?, ?> group)) {
            return null;
        }
        Map<?, ?> inner = group.get("groupMetadata") instanceof Map<?, ?> metadata ? metadata : group;
        String jid = serialized(first(group, "JID", "id"));
        if (jid == null || !Jids.isGroup(jid)) {
            return null;
        }
        Map<String, Object> said = new LinkedHashMap<>();
        said.put("jid", jid);
        put(said, "subject", text(first(inner, "Name", "subject"), group.get("name")));
        put(said, "description", text(first(inner, "Topic", "desc"), null));
        put(said, "owner", owner(inner));
        put(said, "announce", flag(first(inner, "IsAnnounce", "announce")));
        put(said, "locked", flag(first(inner, "IsLocked", "restrict")));
        put(said, "createdAt", createdAt(first(inner, "GroupCreated", "creation")));
        put(said, "size", size(inner));
        return said;
    }

    /** What stands for a JID: a text, or an object of whatsapp-web.js that holds it. */
    static String serialized(Object written) {
        Object jid = written instanceof Map<?, ?> object ? object.get("_serialized") : written;
        return jid instanceof String text && !text.isEmpty() ? text : null;
    }

    /** By number where the engine knows it, else by LID. */
    private static String owner(Map<?, ?> group) {
        String owner = serialized(first(group, "OwnerJID", "owner"));
        String number = Jids.userOf(serialized(first(group, "OwnerPN", "ownerPn")));
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

    /** Some leave the members out, some the count. */
    private static Integer size(Map<?, ?> group) {
        if (first(group, "ParticipantCount", "size") instanceof Number count && count.intValue() > 0) {
            return count.intValue();
        }
        return first(group, "Participants", "participants") instanceof List<?> members && !members.isEmpty()
                ? members.size()
                : null;
    }

    private static String text(Object written, Object otherwise) {
        return written instanceof String text ? text : otherwise instanceof String text ? text : null;
    }

    private static Boolean flag(Object written) {
        return written instanceof Boolean flag ? flag : null;
    }

    private static Object first(Map<?, ?> group, String one, String other) {
        return group.get(one) != null ? group.get(one) : group.get(other);
    }

    private static void put(Map<String, Object> said, String name, Object value) {
        if (value != null) {
            said.put(name, value);
        }
    }
}
