package io.wagateway.pipeline;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.apache.camel.Exchange;

/**
 * The page of a list that the caller requests: query parameters {@code limit}, 1 to 1000, and {@code cursor}, the {@code
 * nextCursor} of the page before.
 *
 * @param limit the most rows
 * @param after the key of the last row that the caller has; the empty string for the first page
 * @param cursor makes the cursor of a key
 */
public record Page(int limit, String after, UnaryOperator<String> cursor) {
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

    /** Of the organisation for which the caller was authenticated, and of the operation. */
    static Page read(Exchange exchange, CursorCipher cipher) {
        Query query = Query.of(exchange);
        String scope = CallContext.call(exchange).organization() + "/" + CallContext.operationId(exchange);
        int limit = query.number("limit", 1, MAX_LIMIT, DEFAULT);
        String cursor = query.text("cursor");
        String after = cursor == null
                ? ""
                : Optional.of(cursor)
                        .filter(given -> given.length() <= MAX_CURSOR_LENGTH)
                        .flatMap(given -> cipher.decrypt(scope, given))
                        .orElseThrow(Page::wrongCursor);
        return new Page(limit, after, key -> cipher.encrypt(scope, key));
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
        return new Rows<>(data, cursor.apply(key.apply(data.get(limit - 1)).toString()));
    }

    /**
     * The first rows that match, read some at a time, so that those that do not never fill the memory.
     *
     * @param read the rows after a key, at most so many
     * @param key the unique key that the list is sorted by
     */
    public static <T> List<T> matching(
            String after,
            int limit,
            BiFunction<String, Integer, List<T>> read,
            Function<T, String> key,
            Predicate<T> wanted) {
        List<T> found = new ArrayList<>();
        String last = after;
        List<T> some;
        do {
            some = read.apply(last, limit);
            some.stream().filter(wanted).limit(limit - found.size()).forEach(found::add);
            last = some.isEmpty() ? last : key.apply(some.get(some.size() - 1));
        } while (some.size() == limit && found.size() < limit);
        return found;
    }

    private static RuntimeException wrongCursor() {
        return Query.wrong("cursor", "must be: nextCursor of the page before, unchanged");
    }
}
