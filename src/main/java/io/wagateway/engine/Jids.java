package io.wagateway.engine;

import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Checks and reads JIDs. A well-formed one is 1 to 20 ASCII digits before a known server. */
public final class Jids {
    private static final Pattern GROUP = Pattern.compile("[0-9]{1,20}(-[0-9]{1,20})?@g\\.us");
    private static final Pattern USER = Pattern.compile("[0-9]{1,20}@s\\.whatsapp\\.net");
    private static final Pattern LID = Pattern.compile("[0-9]{1,20}@lid");

    /** How engines write a member's JID: digits, an optional device, an optional server. */
    private static final Pattern WRITTEN =
            Pattern.compile("([0-9]{1,20})(?::[0-9]+)?(?:@(s\\.whatsapp\\.net|c\\.us|lid))?");

    /** A JID at any server. */
    private static final Pattern NAMED = Pattern.compile("[^@\\s]+@([a-z]+(?:\\.[a-z]+)*)");

    /** The servers of members; and that of groups, as a group in a list of members is an error of the engine. */
    private static final Set<String> KNOWN_SERVERS = Set.of("s.whatsapp.net", "c.us", "lid", "g.us");

    /**
     * Numbers that people write in two ways, and WhatsApp in one of them: Brazil's mobile numbers with their ninth digit,
     * Mexico's with a 1, Argentina's with a 9. The digit that may be missing stands between the groups.
     */
    private static final Pattern TWO_SPELLINGS = Pattern.compile("(55[1-9][1-9])9([6-9]\\d{7})@s\\.whatsapp\\.net"
            + "|(52)1([2-9]\\d{9})@s\\.whatsapp\\.net|(54)9([1-9]\\d{9})@s\\.whatsapp\\.net");

    private Jids() {}

    /**
     * One name for all spellings of a user JID; any other name as it is: {@code 5561999991234@s.whatsapp.net} and {@code
     * 556199991234@s.whatsapp.net} are both the latter.
     */
    public static String spelling(String jid) {
        Matcher parts = TWO_SPELLINGS.matcher(jid);
        if (!parts.matches()) {
            return jid;
        }
        int first = parts.group(1) != null ? 1 : parts.group(3) != null ? 3 : 5;
        return parts.group(first) + parts.group(first + 1) + "@s.whatsapp.net";
    }

    /**
     * What a map has for a name, or else for the other spelling of the number, if the map has that as a key; null if it has
     * neither.
     *
     * @param jid null is in no map
     */
    public static <V> V find(Map<String, V> byJid, String jid) {
        V exact = byJid.get(jid);
        return exact != null || jid == null ? exact : byJid.get(spelling(jid));
    }

    /** {@code 120363041234567890@g.us}, or the old form {@code 6281111111111-1500000000@g.us}. */
    public static boolean isGroup(String jid) {
        return GROUP.matcher(jid).matches();
    }

    /** {@code 6281234567890@s.whatsapp.net}. */
    public static boolean isUser(String jid) {
        return USER.matcher(jid).matches();
    }

    /** {@code 222222222222222@lid}: WhatsApp's name of a person whose number it hides. */
    public static boolean isLid(String jid) {
        return LID.matcher(jid).matches();
    }

    /** Whether it names a member: a user JID or a LID. */
    public static boolean isMember(String jid) {
        return isUser(jid) || isLid(jid);
    }

    /**
     * The user JID that an engine means: {@code 6281:12@s.whatsapp.net}, {@code 6281@c.us} and {@code 6281} are all
     * {@code 6281@s.whatsapp.net}. Null if it is no user JID, a LID for example.
     */
    public static String userOf(Object written) {
        Matcher parts = WRITTEN.matcher(String.valueOf(written));
        return parts.matches() && !"lid".equals(parts.group(2)) ? parts.group(1) + "@s.whatsapp.net" : null;
    }

    /**
     * Whether the JID is at a server whose JIDs the gateway cannot address: {@code 13135550002@bot}, {@code
     * 6281@hosted}, {@code 222@hosted.lid}. A list of members may contain them; the gateway ignores them.
     */
    public static boolean isElsewhere(Object written) {
        Matcher parts = NAMED.matcher(String.valueOf(written));
        return parts.matches() && !KNOWN_SERVERS.contains(parts.group(1));
    }

    /** The LID that an engine means, without a device; null if it is no LID. */
    public static String lidOf(Object written) {
        Matcher parts = WRITTEN.matcher(String.valueOf(written));
        return parts.matches() && "lid".equals(parts.group(2)) ? parts.group(1) + "@lid" : null;
    }
}
