package io.wagateway;

import io.wagateway.error.StartRefused;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.slf4j.LoggerFactory;
import org.springframework.boot.SpringBootExceptionReporter;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.UnboundConfigurationPropertiesException;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/** Says in one line why the gateway does not start, where the reason is its configuration or its routes. */
@Order(Ordered.HIGHEST_PRECEDENCE)
final class StartReport implements SpringBootExceptionReporter {

    @Override
    public boolean reportException(Throwable failure) {
        String reason = reason(failure);
        if (reason != null) {
            LoggerFactory.getLogger("gateway").error("The gateway does not start: {}", reason);
        }
        return reason != null;
    }

    private static String reason(Throwable failure) {
        BindException binding = null;
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof StartRefused refused) {
                return refused.getMessage();
            }
            if (cause instanceof UnboundConfigurationPropertiesException unbound) {
                return unbound.getUnboundProperties().stream()
                        .map(property -> property.getName() + ": there is no such property")
                        .collect(Collectors.joining("; "));
            }
            if (cause instanceof BindException bind) {
                binding = bind;
            }
        }
        return binding == null ? null : binding(binding);
    }

    private static String binding(BindException failure) {
        ConfigurationPropertyName name = failure.getName();
        Class<?> type = failure.getTarget().getType().resolve(Object.class);
        String allowed = type.isEnum()
                ? "one of "
                        + Arrays.stream(type.getEnumConstants())
                                .map(constant -> constant.toString().toLowerCase(Locale.ROOT))
                                .toList()
                : "cannot be read as " + type.getSimpleName();
        boolean secret =
                name.getLastElement(ConfigurationPropertyName.Form.DASHED).contains("secret");
        return failure.getProperty() == null || secret
                ? "%s: %s".formatted(name, allowed)
                : "%s = '%s': %s".formatted(name, failure.getProperty().getValue(), allowed);
    }
}
