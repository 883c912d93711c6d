package io.wagateway.pipeline;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.function.Function;
import org.apache.camel.Exchange;

/**
 * Which part of a list is asked for: query parameters {@code limit}, 1 to 1000, and {@code cursor}, what the page before
 * gave as {@code nextCursor}.
 *
 * @param limit the most rows
 * @param after the key of the last row that the caller has; the empty string where it has none
 */
public record Page(int limit, String after) {
    private static final String PROPERTY = "page";
    private static final int MOST = 1_000;
    private static final int DEFAULT = 100;
    private static final int LONGEST_CURSOR = 512;

    /**
     * A part of a list, as it is answered.
     *
     * @param data the rows
     * @param nextCursor the empty string where there are no more
     */
    public record Rows<T>(List<T> data, String nextCursor) {}

    /** What the step {@code readPage} has read. */
    public static Page of(Exchange exchange) {
        Page page = exchange.getProperty(PROPERTY, Page.class);
        if (page == null) {
            throw new IllegalStateException("this route needs the step 'readPage' before this one");
        }
        return page;
    }

    static Page read(Query query) {
        return new Page(query.number("limit", 1, MOST, DEFAULT), key(query.text("cursor")));
    }

    void enter(Exchange exchange) {
        exchange.setProperty(PROPERTY, this);
    }

    /** How many rows to ask for: one more than wanted tells whether there are more. */
    public int limitAndOne() {
        return limit + 1;
    }

    /** The key of a list that is sorted by a number; 0 where the caller has no row yet. */
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
     * The answer.
     *
     * @param found at most {@link #limitAndOne} rows
     * @param key what the list is sorted by, unique
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
            if (cursor.length() > LONGEST_CURSOR
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
        return Query.wrong("cursor", "must be: nextCursor of the page before, as it was");
    }
}
