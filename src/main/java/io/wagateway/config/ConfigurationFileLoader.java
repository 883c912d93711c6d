package io.wagateway.config;

import io.wagateway.error.StartupException;
import java.io.IOException;
import java.util.List;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.PropertySource;
import org.springframework.core.io.Resource;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;

/** Reads configuration files as Spring Boot does, and names the one that is no YAML. Boot takes the first loader. */
@Order(Ordered.HIGHEST_PRECEDENCE)
final class ConfigurationFileLoader extends YamlPropertySourceLoader {

    @Override
    public List<PropertySource<?>> load(String name, Resource resource) throws IOException {
        try {
            return super.load(name, resource);
        } catch (YAMLException e) {
            throw new StartupException("%s is no YAML: %s".formatted(resource.getDescription(), problem(e)), e);
        }
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
