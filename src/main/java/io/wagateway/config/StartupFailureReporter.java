package io.wagateway.config;

import io.wagateway.error.StartupException;
import java.net.BindException;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.flywaydb.core.api.FlywayException;
import org.slf4j.LoggerFactory;
import org.springframework.boot.SpringBootExceptionReporter;
import org.springframework.boot.context.config.ConfigDataNotFoundException;
import org.springframework.boot.json.JsonParseException;
import org.springframework.boot.web.server.PortInUseException;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/** Logs in one line why the gateway does not start, if the reason is its configuration, its routes or its database. */
@Order(Ordered.HIGHEST_PRECEDENCE)
final class StartupFailureReporter implements SpringBootExceptionReporter {
    private static final int H2_IN_USE = 90020;

    /** Where a URL may hold secrets: its user and password, and its query. */
    private static final Pattern USER = Pattern.compile("//[^']*@");

    private static final Pattern QUERY = Pattern.compile("(://[^'?]*)\\?[^']*");

    /** As H2's URLs have it. */
    private static final Pattern PASSWORD = Pattern.compile("(?i)(password=)[^;&'\" ]*");

    /** The first one that finds its kind of failure gives the reason. */
    private static final List<Function<Causes, String>> REASONS = List.of(
            causes -> causes.describe(StartupException.class, StartupException::getMessage),
            PropertyBindingFailureAnalyzer::analyze,
            causes -> causes.describe(ConfigDataNotFoundException.class, Throwable::getMessage),
            // Its message holds the text, which may hold secrets.
            causes -> causes.describe(JsonParseException.class, failure -> "SPRING_APPLICATION_JSON: a JSON object"),
            causes -> causes.describe(PortInUseException.class, failure -> port(causes, failure.getPort())),
            causes -> causes.describe(BindException.class, failure -> address(causes, failure)),
            causes -> causes.describe(SQLException.class, StartupFailureReporter::database),
            causes -> causes.describe(FlywayException.class, failure -> "the database: " + failure.getMessage()));

    @Override
    public boolean reportException(Throwable failure) {
        String reason = reason(failure);
        if (reason != null) {
            LoggerFactory.getLogger("gateway").error("The gateway does not start: {}", reason);
        }
        return reason != null;
    }

    /** Null if the failure is none of these kinds: then it is a defect, and Spring Boot prints its stack trace. */
    static String reason(Throwable failure) {
        Causes causes = Causes.of(failure);
        return REASONS.stream()
                .map(kind -> kind.apply(causes))
                .filter(Objects::nonNull)
                .findFirst()
                .map(StartupFailureReporter::clean)
                .orElse(null);
    }

    private static String port(Causes causes, int port) {
        return "%s.port = '%d': another process listens on it".formatted(server(causes), port);
    }

    /** An address of another machine, or a port below 1024 without the right to it. */
    private static String address(Causes causes, BindException failure) {
        String server = server(causes);
        return "%s.address and %s.port: %s".formatted(server, server, failure.getMessage());
    }

    /** Which of the two servers it is: Spring Boot starts the second one in a context of its own. */
    private static String server(Causes causes) {
        return causes.chain().stream().anyMatch(cause -> String.valueOf(cause.getMessage())
                        .contains("'childManagementContextInitializer'"))
                ? "management.server"
                : "server";
    }

    private static String database(SQLException failure) {
        return failure.getErrorCode() == H2_IN_USE
                ? "gateway.data-dir: another running gateway has it open: each needs a folder of its own"
                : "the database of spring.datasource.url cannot be used: " + failure.getMessage();
    }

    /** One line without the secrets of any URL in it. */
    private static String clean(String reason) {
        String line = reason.replaceAll("[\\s\\p{Cntrl}]+", " ").strip();
        String withoutUrls =
                QUERY.matcher(USER.matcher(line).replaceAll("//***@")).replaceAll("$1?***");
        return PASSWORD.matcher(withoutUrls).replaceAll("$1***");
    }
}
