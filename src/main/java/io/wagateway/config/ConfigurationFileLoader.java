package io.wagateway.config;

import io.wagateway.error.StartupException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.springframework.boot.env.OriginTrackedMapPropertySource;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.boot.origin.OriginTrackedValue;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.PropertySource;
import org.springframework.core.io.Resource;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;

/** Reads configuration files as Spring Boot does, and names the one that is no YAML. Boot takes the first loader. */
@Order(Ordered.HIGHEST_PRECEDENCE)
final class ConfigurationFileLoader extends YamlPropertySourceLoader {

    /** Spring drops an empty map, so that the key would be one that nothing narrows. */
    private static final Pattern EMPTY_SCOPE = Pattern.compile("(?m)^[^#\\n]*\\bscope[\"']?\\s*:\\s*\\{\\s*\\}");

    @Override
    public List<PropertySource<?>> load(String name, Resource resource) throws IOException {
        try {
            List<PropertySource<?>> read = super.load(name, resource).stream()
                    .<PropertySource<?>>map(ConfigurationFileLoader::keepFractions)
                    .toList();
            if (EMPTY_SCOPE
                    .matcher(resource.getContentAsString(StandardCharsets.UTF_8))
                    .find()) {
                throw new StartupException(
                        "%s: scope: {} takes sessions, groups or both; leave it out to narrow nothing"
                                .formatted(resource.getDescription()));
            }
            return read;
        } catch (YAMLException e) {
            throw new StartupException("%s is no YAML: %s".formatted(resource.getDescription(), problem(e)), e);
        }
    }

    /** Leaves a fraction a text: Spring would cut it off where a whole number is expected, so that 1.5 would be 1. */
    private static PropertySource<?> keepFractions(PropertySource<?> source) {
        Map<String, Object> values = new LinkedHashMap<>(((OriginTrackedMapPropertySource) source).getSource());
        values.replaceAll(
                (key, value) -> value instanceof OriginTrackedValue tracked && tracked.getValue() instanceof Double
                        ? OriginTrackedValue.of(tracked.getValue().toString(), tracked.getOrigin())
                        : value);
        return new OriginTrackedMapPropertySource(source.getName(), values, true);
    }

    /** Leaves out the lines around the problem: they may hold a secret. */
    private static String problem(YAMLException failure) {
        return failure instanceof MarkedYAMLException marked
                ? "line %d, column %d: %s"
                        .formatted(
                                marked.getProblemMark().getLine() + 1,
                                marked.getProblemMark().getColumn() + 1,
                                marked.getProblem())
                : failure.getMessage();
    }
}
