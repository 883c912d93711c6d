package io.wagateway.config;

import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * A failure and its causes.
 *
 * @param chain the outermost first
 */
record Causes(List<Throwable> chain) {
    static Causes of(Throwable failure) {
        return new Causes(
                Stream.iterate(failure, Objects::nonNull, Throwable::getCause).toList());
    }

    /** What describes the innermost cause of a type; null if there is none. */
    <T> String describe(Class<T> type, Function<T, String> description) {
        return chain.stream()
                .filter(type::isInstance)
                .map(type::cast)
                .reduce((outer, inner) -> inner)
                .map(description)
                .orElse(null);
    }
}
