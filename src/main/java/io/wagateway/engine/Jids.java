package io.wagateway.engine;

import java.util.regex.Pattern;

/** What is a well-formed JID: 1 to 20 ASCII digits before a known server. */
public final class Jids {
    private static final Pattern GROUP = Pattern.compile("[0-9]{1,20}(-[0-9]{1,20})?@g\\.us");
    private static final Pattern USER = Pattern.compile("[0-9]{1,20}@s\\.whatsapp\\.net");
    private static final Pattern LID = Pattern.compile("[0-9]{1,20}@lid");

    private Jids() {}

    /** {@code 120363041234567890@g.us}, or the old form {@code 6281111111111-1500000000@g.us}. */
    public static boolean isGroup(String jid) {
        return GROUP.matcher(jid).matches();
    }

    /** {@code 6281234567890@s.whatsapp.net}. */
    public static boolean isUser(String jid) {
        return USER.matcher(jid).matches();
    }

    /** {@code 222222222222222@lid}: what WhatsApp calls somebody whose number it hides. */
    public static boolean isLid(String jid) {
        return LID.matcher(jid).matches();
    }

    /** What a member may be addressed by. */
    public static boolean isMember(String jid) {
        return isUser(jid) || isLid(jid);
    }
}
