package io.wagateway;

import io.wagateway.error.StartupException;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.flywaydb.core.api.FlywayException;
import org.slf4j.LoggerFactory;
import org.springframework.boot.SpringBootExceptionReporter;
import org.springframework.boot.context.config.ConfigDataNotFoundException;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.UnboundConfigurationPropertiesException;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.web.server.PortInUseException;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.yaml.snakeyaml.error.MarkedYAMLException;

/** Says in one line why the gateway does not start, where the reason is its configuration, its routes or its database. */
@Order(Ordered.HIGHEST_PRECEDENCE)
final class StartReport implements SpringBootExceptionReporter {
    private static final int H2_IN_USE = 90020;

    /** What a URL may hold of a secret: user and password, and what stands behind the question mark. */
    private static final Pattern USER = Pattern.compile("//[^']*@");

    private static final Pattern QUERY = Pattern.compile("(://[^'?]*)\\?[^']*");

    /** The first that finds its kind of failure tells it. */
    private static final List<Function<List<Throwable>, String>> REASONS = List.of(
            causes -> last(causes, StartupException.class, StartupException::getMessage),
            causes -> last(causes, UnboundConfigurationPropertiesException.class, UnreadProperty::unknown),
            causes -> last(causes, BindException.class, UnreadProperty::unreadable),
            causes -> last(causes, InvalidConfigurationPropertyValueException.class, UnreadProperty::invalid),
            causes -> last(causes, MarkedYAMLException.class, StartReport::yaml),
            causes -> last(causes, ConfigDataNotFoundException.class, Throwable::getMessage),
            causes -> last(causes, PortInUseException.class, StartReport::port),
            causes -> last(causes, SQLException.class, StartReport::database),
            causes -> last(causes, FlywayException.class, failure -> "the database: " + failure.getMessage()));

    @Override
    public boolean reportException(Throwable failure) {
        String reason = reason(failure);
        if (reason != null) {
            LoggerFactory.getLogger("gateway").error("The gateway does not start: {}", reason);
        }
        return reason != null;
    }

    /** Null where the failure is none of these, but a defect: then its stack trace is what helps. */
    static String reason(Throwable failure) {
        List<Throwable> causes =
                Stream.iterate(failure, Objects::nonNull, Throwable::getCause).toList();
        return REASONS.stream()
                .map(kind -> kind.apply(causes))
                .filter(Objects::nonNull)
                .findFirst()
                .map(StartReport::clean)
                .orElse(null);
    }

    private static <T> String last(List<Throwable> causes, Class<T> type, Function<T, String> tell) {
        return causes.stream()
                .filter(type::isInstance)
                .map(type::cast)
                .reduce((outer, inner) -> inner)
                .map(tell)
                .orElse(null);
    }

    /** Without the lines around it, in which there may be a secret. */
    private static String yaml(MarkedYAMLException failure) {
        return "a configuration file is no YAML: line %d, column %d: %s"
                .formatted(
                        failure.getProblemMark().getLine() + 1,
                        failure.getProblemMark().getColumn() + 1,
                        failure.getProblem());
    }

    private static String port(PortInUseException failure) {
        return "server.port = '%d': another process listens on it".formatted(failure.getPort());
    }

    private static String database(SQLException failure) {
        return failure.getErrorCode() == H2_IN_USE
                ? "gateway.data-dir: another running gateway has it open: each needs a folder of its own"
                : "the database of spring.datasource.url cannot be used: " + failure.getMessage();
    }

    /** One line, and no secret that stands in a URL. */
    private static String clean(String reason) {
        String line = reason.replaceAll("\\s+", " ").strip();
        return QUERY.matcher(USER.matcher(line).replaceAll("//***@")).replaceAll("$1?***");
    }
}
