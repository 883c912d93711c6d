package io.wagateway.error;

import java.util.regex.Pattern;

/** The rule for names of organisations, persons and keys. */
public final class Names {
    /** Characters of UTF-16: OpenID Connect's bound for {@code sub}, and that of the database's columns. */
    private static final int MAX_LENGTH = 255;

    private static final int ASCII = 127;

    /** Letters, marks and a symbol by their category: Unicode's default ignorable characters, and the empty Braille cell. */
    private static final Pattern INVISIBLE =
            Pattern.compile("[\\u034F\\u115F\\u1160\\u17B4\\u17B5\\u180B-\\u180F\\u2800"
                    + "\\u3164\\uFE00-\\uFE0F\\uFFA0\\x{E0100}-\\x{E01EF}]");

    private Names() {}

    /**
     * Whether the event log, log lines and people can tell the name from every other: 1 to 255 characters, none that is
     * invisible or looks like another space, and no space at its begin or end.
     */
    public static boolean isValid(Object name) {
        return name instanceof String text
                && !text.isEmpty()
                && text.equals(text.strip())
                && text.length() <= MAX_LENGTH
                && text.codePoints().noneMatch(Names::isMisleading);
    }

    private static boolean isMisleading(int character) {
        return (character > ASCII
                        && INVISIBLE.matcher(Character.toString(character)).matches())
                || isControl(character);
    }

    private static boolean isControl(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE,
                    Character.UNASSIGNED -> true;
            case Character.SPACE_SEPARATOR -> character != ' ';
            default -> false;
        };
    }
}
