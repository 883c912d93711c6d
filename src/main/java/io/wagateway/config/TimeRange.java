package io.wagateway.config;

import io.wagateway.error.StartupException;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Refuses durations and instants that cannot be counted in milliseconds, or that no database and no clock can reach. */
final class TimeRange {
    private static final Duration LONGEST = Duration.ofDays(36_500);
    private static final Instant FIRST = Instant.EPOCH;
    private static final Instant LAST = Instant.parse("9999-12-31T23:59:59Z");

    private TimeRange() {}

    /**
     * Checks a property and everything in it.
     *
     * @param property its name as an operator writes it
     */
    static void check(String property, Object value) {
        if (value instanceof Duration duration && duration.abs().compareTo(LONGEST) > 0) {
            throw StartupException.property(property, duration, "at most " + LONGEST.toDays() + "d");
        }
        if (value instanceof Instant instant && (instant.isBefore(FIRST) || instant.isAfter(LAST))) {
            throw StartupException.property(property, instant, "between " + FIRST + " and " + LAST);
        }
        if (value instanceof List<?> list) {
            for (int i = 0; i < list.size(); i++) {
                check(property + "[" + i + "]", list.get(i));
            }
        }
        if (value instanceof Map<?, ?> map) {
            map.forEach((key, entry) -> check(property + "." + key, entry));
        }
        if (value instanceof Record group) {
            for (RecordComponent component : group.getClass().getRecordComponents()) {
                check(property + "." + PropertyCatalog.dashed(component), read(group, component));
            }
        }
    }

    private static Object read(Record group, RecordComponent component) {
        try {
            component.getAccessor().trySetAccessible();
            return component.getAccessor().invoke(group);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("cannot read " + component, e);
        }
    }
}
