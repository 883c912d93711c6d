package io.wagateway;

import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.DataObjectPropertyName;
import org.springframework.boot.context.properties.bind.UnboundConfigurationPropertiesException;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.core.ResolvableType;
import org.springframework.util.ClassUtils;

/** Tells an operator what is wrong with a property that could not be bound, and what would be right. */
final class UnreadProperty {
    private static final Map<Class<?>, String> ALLOWED = Map.of(
            Duration.class, "a duration, for example 500ms, 2s or 1m",
            Instant.class, "an instant, for example 2027-01-01T00:00:00Z",
            Boolean.class, "true or false",
            Integer.class, "a whole number",
            Long.class, "a whole number");

    private static final Pattern SECRET = Pattern.compile("(secret|password|token|key)[^.]*$");

    private UnreadProperty() {}

    /** There is no such property. Its value is not told: it may be a secret under a misspelt name. */
    static String unknown(UnboundConfigurationPropertiesException failure) {
        return failure.getUnboundProperties().stream()
                .map(property -> property.getName() + ": there is no such property" + known(property.getName()))
                .collect(Collectors.joining("; "));
    }

    /** Its value is not what the property takes. */
    static String unreadable(BindException failure) {
        ConfigurationPropertyName name = failure.getName();
        Class<?> type = ClassUtils.resolvePrimitiveIfNecessary(
                failure.getTarget().getType().resolve(Object.class));
        // A text where a list or a map belongs may be a secret at the wrong place.
        boolean tell = failure.getProperty() != null
                && !type.isRecord()
                && !Collection.class.isAssignableFrom(type)
                && !Map.class.isAssignableFrom(type)
                && !SECRET.matcher(name.toString()).find();
        return tell
                ? "%s = '%s': %s".formatted(name, failure.getProperty().getValue(), allowed(type))
                : "%s: %s".formatted(name, allowed(type));
    }

    /** One of Boot's own, read before the gateway is there. */
    static String invalid(InvalidConfigurationPropertyValueException failure) {
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
            return "takes " + names(type);
        }
        if (Collection.class.isAssignableFrom(type)) {
            return "takes a list";
        }
        if (Map.class.isAssignableFrom(type)) {
            return "takes names, each with its value";
        }
        return ALLOWED.getOrDefault(type, "cannot be read as " + type.getSimpleName());
    }

    /** What the innermost property that does exist takes; nothing where that is no group of properties. */
    private static String known(ConfigurationPropertyName name) {
        ResolvableType type = ResolvableType.forClass(GatewayProperties.class);
        for (int i = 1; i < name.getNumberOfElements(); i++) {
            ResolvableType next = element(type, name.getElement(i, Form.DASHED));
            if (next == null) {
                Class<?> group = type.resolve(Object.class);
                return group.isRecord() ? "; " + name.chop(i) + " takes " + names(group) : "";
            }
            type = next;
        }
        return "";
    }

    private static ResolvableType element(ResolvableType type, String name) {
        Class<?> group = type.resolve(Object.class);
        if (Collection.class.isAssignableFrom(group) || Map.class.isAssignableFrom(group)) {
            return type.getGeneric(type.getGenerics().length - 1);
        }
        if (group.isRecord()) {
            for (RecordComponent component : group.getRecordComponents()) {
                if (dashed(component).equals(name)) {
                    return ResolvableType.forMethodReturnType(component.getAccessor());
                }
            }
        }
        return null;
    }

    private static String names(Class<?> group) {
        return Arrays.stream(group.getRecordComponents())
                .map(UnreadProperty::dashed)
                .collect(Collectors.joining(", "));
    }

    private static String dashed(RecordComponent component) {
        return DataObjectPropertyName.toDashedForm(component.getName());
    }
}
