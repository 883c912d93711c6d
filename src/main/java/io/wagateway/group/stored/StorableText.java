package io.wagateway.group.stored;

/** Text of an engine as a column can hold it: databases accept neither U+0000 nor half a surrogate pair. */
final class StorableText {
    private StorableText() {}

    /**
     * Null if the value is no text.
     *
     * @param maxLength in UTF-16 units
     */
    static String of(Object value, int maxLength) {
        if (!(value instanceof String text)) {
            return null;
        }
        StringBuilder kept = new StringBuilder();
        text.codePoints()
                .filter(c -> c != 0 && Character.getType(c) != Character.SURROGATE)
                .takeWhile(c -> kept.length() + Character.charCount(c) <= maxLength)
                .forEachOrdered(kept::appendCodePoint);
        return kept.toString();
    }
}
