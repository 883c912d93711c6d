package io.wagateway.error;

/** The rule for names of organisations, persons and keys. */
public final class Names {
    /** Characters of UTF-16: OpenID Connect's bound for {@code sub}, and that of the database's columns. */
    private static final int MAX_LENGTH = 255;

    private Names() {}

    /**
     * Whether the event log, log lines and people can tell the name from every other: 1 to 255 characters, not blank, and
     * none that is invisible or looks like another space.
     */
    public static boolean isValid(Object name) {
        return name instanceof String text
                && !text.isBlank()
                && text.length() <= MAX_LENGTH
                && text.codePoints().noneMatch(Names::isMisleading);
    }

    private static boolean isMisleading(int character) {
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
