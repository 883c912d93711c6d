package io.wagateway.config;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.UnboundConfigurationPropertiesException;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.util.ClassUtils;

/** Describes in one line why Spring Boot cannot bind a property, and which value would be right. */
final class PropertyBindingFailureAnalyzer {
    private static final Map<Class<?>, String> ALLOWED = Map.of(
            Duration.class, "a duration, for example 500ms, 2s or 1m",
            Instant.class, "an instant, for example 2027-01-01T00:00:00Z",
            Boolean.class, "true or false",
            Integer.class, "a whole number",
            Long.class, "a whole number");

    private static final Pattern SECRET = Pattern.compile("(secret|password|token|key)[^.]*$");

    private PropertyBindingFailureAnalyzer() {}

    /** The line about the innermost of the causes that is about a property; null if none is. */
    static String analyze(Causes causes) {
        return Stream.of(
                        causes.describe(
                                UnboundConfigurationPropertiesException.class, PropertyBindingFailureAnalyzer::unbound),
                        causes.describe(BindException.class, PropertyBindingFailureAnalyzer::unreadable),
                        causes.describe(
                                InvalidConfigurationPropertyValueException.class,
                                PropertyBindingFailureAnalyzer::invalid))
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }

    /** Elements of a list behind a gap in its numbers. */
    private static String unbound(UnboundConfigurationPropertiesException failure) {
        return PropertyCatalog.EMPTY.unknown(
                failure.getUnboundProperties().stream().map(ConfigurationProperty::getName));
    }

    private static String unreadable(BindException failure) {
        ConfigurationPropertyName name = failure.getName();
        Class<?> type = ClassUtils.resolvePrimitiveIfNecessary(
                failure.getTarget().getType().resolve(Object.class));
        // A text in place of a list, a map or a group may be a secret at the wrong place.
        boolean mayShowValue = failure.getProperty() != null
                && !type.isRecord()
                && !Collection.class.isAssignableFrom(type)
                && !Map.class.isAssignableFrom(type)
                && !SECRET.matcher(name.toString()).find();
        return mayShowValue
                ? "%s = '%s': %s".formatted(name, failure.getProperty().getValue(), allowed(type))
                : "%s: %s".formatted(name, allowed(type));
    }

    /** A property of Spring Boot's that it reads by itself. */
    private static String invalid(InvalidConfigurationPropertyValueException failure) {
        return SECRET.matcher(failure.getName()).find()
                ? "%s: %s".formatted(failure.getName(), failure.getReason())
                : "%s = '%s': %s".formatted(failure.getName(), failure.getValue(), failure.getReason());
    }

    private static String allowed(Class<?> type) {
        if (type.isEnum()) {
            return Arrays.stream(type.getEnumConstants())
                    .map(constant -> constant.toString().toLowerCase(Locale.ROOT))
                    .collect(Collectors.joining(", ", "one of ", ""));
        }
        if (type.isRecord()) {
            return "takes " + String.join(", ", PropertyCatalog.names(type));
        }
        if (Collection.class.isAssignableFrom(type)) {
            return "takes a list";
        }
        if (Map.class.isAssignableFrom(type)) {
            return "takes names, each with its value";
        }
        return ALLOWED.getOrDefault(type, "cannot be read as " + type.getSimpleName());
    }
}
