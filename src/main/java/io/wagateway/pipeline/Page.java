package io.wagateway.pipeline;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.function.Function;
import org.apache.camel.Exchange;

/**
 * The page of a list that the caller requests: query parameters {@code limit}, 1 to 1000, and {@code cursor}, the {@code
 * nextCursor} of the page before.
 *
 * @param limit the most rows
 * @param after the key of the last row that the caller has; the empty string for the first page
 */
public record Page(int limit, String after) {
    private static final String PROPERTY = "page";
    private static final int MAX_LIMIT = 1_000;
    private static final int DEFAULT = 100;
    private static final int MAX_CURSOR_LENGTH = 512;

    /**
     * A page of a list, as a response has it.
     *
     * @param data the rows
     * @param nextCursor the empty string on the last page
     */
    public record Rows<T>(List<T> data, String nextCursor) {}

    /** The page that the step {@code readPage} has read. */
    public static Page of(Exchange exchange) {
        Page page = exchange.getProperty(PROPERTY, Page.class);
        if (page == null) {
            throw new IllegalStateException("this route needs the step 'readPage' before this one");
        }
        return page;
    }

    static Page read(Query query) {
        return new Page(query.number("limit", 1, MAX_LIMIT, DEFAULT), key(query.text("cursor")));
    }

    void attachTo(Exchange exchange) {
        exchange.setProperty(PROPERTY, this);
    }

    /** How many rows to read: one more than the page has shows whether there are more. */
    public int limitAndOne() {
        return limit + 1;
    }

    /** The key of a list that is sorted by a number; 0 for the first page. */
    public long afterNumber() {
        if (after.isEmpty()) {
            return 0;
        }
        if (!after.matches("[0-9]{1,18}")) {
            throw wrongCursor();
        }
        return Long.parseLong(after);
    }

    /**
     * The page of these rows.
     *
     * @param found at most {@link #limitAndOne} rows
     * @param key the unique key that the list is sorted by
     */
    public <T> Rows<T> rows(List<T> found, Function<T, ?> key) {
        if (found.size() <= limit) {
            return new Rows<>(found, "");
        }
        List<T> data = List.copyOf(found.subList(0, limit));
        String last = key.apply(data.get(limit - 1)).toString();
        return new Rows<>(
                data, Base64.getUrlEncoder().withoutPadding().encodeToString(last.getBytes(StandardCharsets.UTF_8)));
    }

    private static String key(String cursor) {
        if (cursor == null) {
            return "";
        }
        try {
            String key = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8);
            if (cursor.length() > MAX_CURSOR_LENGTH
                    || key.isEmpty()
                    || key.indexOf('\0') >= 0
                    || key.indexOf('\uFFFD') >= 0) {
                throw wrongCursor();
            }
            return key;
        } catch (IllegalArgumentException e) {
            throw wrongCursor();
        }
    }

    private static RuntimeException wrongCursor() {
        return Query.wrong("cursor", "must be: nextCursor of the page before, unchanged");
    }
}
