package io.wagateway.group.stored;

/** What an engine wrote, as a column can hold it: databases know neither U+0000 nor half a surrogate pair. */
final class StorableText {
    private StorableText() {}

    /** Null where it is no text. */
    static String of(Object written, int longest) {
        if (!(written instanceof String text)) {
            return null;
        }
        StringBuilder kept = new StringBuilder();
        text.codePoints()
                .filter(c -> c != 0 && Character.getType(c) != Character.SURROGATE)
                .takeWhile(c -> kept.length() + Character.charCount(c) <= longest)
                .forEachOrdered(kept::appendCodePoint);
        return kept.toString();
    }
}
