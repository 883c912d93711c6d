package io.wagateway.engine;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Translates the groups that engines return into the vocabulary of engine routes. The shapes are those of the libraries
 * that engines are built on: whatsmeow, Baileys, whatsapp-web.js. Engines differ in the case of their field names.
 */
public final class WhatsAppGroups {
    private static final String INVALID = "invalid_response";
    private static final Pattern SECONDS = Pattern.compile("[0-9]{1,12}");

    private WhatsAppGroups() {}

    /**
     * The response of {@code listGroups}: {@code {groups, skipped}}. {@code skipped} is the number of rows that name no
     * group; channels and the like do not count. A refusal if no row names a group.
     *
     * @param rows the engine's list
     */
    public static Map<String, Object> list(Object rows) {
        if (!(rows instanceof Collection<?> list)) {
            return Map.of(EngineRefusal.KEY, INVALID);
        }
        List<Map<String, Object>> groups = new ArrayList<>();
        int skipped = 0;
        for (Object row : list) {
            Map<String, Object> group = of(row);
            if (group != null) {
                groups.add(group);
            } else if (!(row instanceof Map<?, ?> fields && Jids.isElsewhere(jid(lowerCase(fields))))) {
                skipped++;
            }
        }
        if (groups.isEmpty() && skipped > 0) {
            return Map.of(EngineRefusal.KEY, INVALID);
        }
        Map<String, Object> response = new LinkedHashMap<>();
        response.put("groups", groups);
        response.put("skipped", skipped);
        return response;
    }

    /**
     * The Group that an engine returned, with its members if the engine lists them; null if it is none. Fields that the
     * engine does not return are missing.
     */
    public static Map<String, Object> of(Object written) {
        if (!(written instanceof Map<?, ?> fields)) {
            return null;
        }
        Map<String, Object> group = lowerCase(fields);
        Map<String, Object> inner =
                group.get("groupmetadata") instanceof Map<?, ?> metadata ? lowerCase(metadata) : group;
        String jid = jid(group);
        if (jid == null || !Jids.isGroup(jid)) {
            return null;
        }
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("jid", jid);
        String subject = text(first(inner, "name", "subject"), group.get("name"));
        // WhatsApp has no group without a subject. An engine in Go that does not know the group sends zero values.
        if (!"".equals(subject)) {
            put(result, "subject", subject);
            put(result, "description", text(first(inner, "topic", "desc"), null));
            put(result, "announce", flag(first(inner, "isannounce", "announce")));
            put(result, "locked", flag(first(inner, "islocked", "restrict")));
            putAdmission(result, inner);
        }
        put(result, "owner", owner(inner));
        put(result, "createdAt", epochMillis(first(inner, "groupcreated", "creation")));
        put(result, "size", size(inner));
        if (inner.get("participants") instanceof List<?> participants) {
            Map<String, Object> listed = WhatsAppMembers.of(participants);
            if (listed.get("members") instanceof List<?> members && !members.isEmpty()) {
                result.putAll(listed);
            }
        }
        return result;
    }

    /**
     * The response of {@code previewInvite}: {@code {group}}, or a refusal if it is no group. Its members are left out, and
     * their number unless the engine says it, as an invite may list some of them only.
     */
    public static Map<String, Object> ofInvite(Object written) {
        Map<String, Object> group = of(written);
        if (group == null) {
            return Map.of(EngineRefusal.KEY, INVALID);
        }
        Map<String, Object> fields = lowerCase((Map<?, ?>) written);
        Map<String, Object> inner =
                fields.get("groupmetadata") instanceof Map<?, ?> metadata ? lowerCase(metadata) : fields;
        group.remove("members");
        group.remove("skipped");
        if (!(first(inner, "participantcount", "size") instanceof Number)) {
            group.remove("size");
        }
        return Map.of("group", group);
    }

    /**
     * Baileys: joinApprovalMode, memberAddMode (whether all may add), isCommunity, linkedParent. whatsmeow:
     * IsJoinApprovalRequired, MemberAddMode, IsParent, LinkedParentJID. whatsapp-web.js: membershipApprovalMode,
     * memberAddMode, isParentGroup, parentGroup.
     */
    private static void putAdmission(Map<String, Object> result, Map<String, Object> inner) {
        Object approval = first(inner, "joinapprovalmode", "isjoinapprovalrequired");
        put(result, "joinApproval", flag(approval != null ? approval : inner.get("membershipapprovalmode")));
        put(result, "memberAdd", memberAdd(inner.get("memberaddmode")));
        Object community = first(inner, "iscommunity", "isparent");
        Boolean isCommunity = flag(community != null ? community : inner.get("isparentgroup"));
        put(result, "isCommunity", isCommunity);
        Object parent = first(inner, "linkedparent", "linkedparentjid");
        String linkedParent = serialized(parent != null ? parent : inner.get("parentgroup"));
        if (linkedParent != null && Jids.isGroup(linkedParent)) {
            result.put("linkedParent", linkedParent);
        } else if (linkedParent == null && isCommunity != null) {
            // Whoever reports communities leaves it out, or empty, if there is none.
            result.put("linkedParent", "");
        }
    }

    private static String memberAdd(Object written) {
        return switch (String.valueOf(written)) {
            case "true", "all_member_add" -> "all";
            case "false", "admin_add" -> "admins";
            default -> null;
        };
    }

    private static String jid(Map<String, Object> group) {
        return serialized(first(group, "jid", "id"));
    }

    /** A JID: a text, or an object of whatsapp-web.js that contains it. */
    static String serialized(Object written) {
        Object jid = written instanceof Map<?, ?> object ? object.get("_serialized") : written;
        return jid instanceof String text && !text.isEmpty() ? text : null;
    }

    /** The owner's user JID if the engine knows it, else the LID. */
    private static String owner(Map<String, Object> group) {
        String owner = serialized(first(group, "ownerjid", "owner"));
        String number = Jids.userOf(serialized(group.get("ownerpn")));
        if (number == null) {
            number = Jids.userOf(owner);
        }
        return number != null ? number : Jids.lidOf(owner);
    }

    /** Epoch milliseconds. Engines return a time, or seconds. Go's zero time means that there is none. */
    static Long epochMillis(Object written) {
        String text = String.valueOf(written);
        if (written instanceof Number || SECONDS.matcher(text).matches()) {
            long seconds = written instanceof Number number ? number.longValue() : Long.parseLong(text);
            return seconds > 0 ? seconds * 1000 : null;
        }
        try {
            Instant time = OffsetDateTime.parse(text).toInstant();
            return time.toEpochMilli() > 0 ? time.toEpochMilli() : null;
        } catch (DateTimeException none) {
            return null;
        }
    }

    /**
     * Some engines omit the members, some the count. Some also list people whom WhatsApp did not add to a new group.
     */
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

    private static Map<String, Object> lowerCase(Map<?, ?> fields) {
        Map<String, Object> lower = new HashMap<>();
        fields.forEach((name, value) -> lower.put(String.valueOf(name).toLowerCase(Locale.ROOT), value));
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

    private static void put(Map<String, Object> result, String name, Object value) {
        if (value != null) {
            result.put(name, value);
        }
    }
}
