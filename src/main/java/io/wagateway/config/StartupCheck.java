package io.wagateway.config;

import io.wagateway.error.CheckedProperties;
import io.wagateway.error.StartupException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;
import org.springframework.boot.context.properties.source.UnboundElementsSourceFilter;
import org.springframework.boot.web.server.Ssl;
import org.springframework.boot.web.server.WebServerSslBundle;
import org.springframework.core.env.Environment;
import org.springframework.core.env.Profiles;
import org.springframework.util.StringUtils;

/**
 * Checks the whole configuration before Spring makes any other bean, so that the gateway reports a wrong property before
 * it opens the database or a port.
 */
final class StartupCheck implements BeanFactoryPostProcessor {
    private static final ConfigurationPropertyName ROOT = ConfigurationPropertyName.of("gateway");

    private final Environment environment;

    StartupCheck(Environment environment) {
        this.environment = environment;
    }

    @Override
    public void postProcessBeanFactory(ConfigurableListableBeanFactory factory) {
        checkEnvironment();
        PropertyCatalog catalog = PropertyCatalog.of(factory);
        catalog.groups().forEach(group -> refuseText(catalog, group.prefix()));
        List<CheckedProperties> properties = new ArrayList<>();
        for (PropertyCatalog.Group group : catalog.groups()) {
            CheckedProperties bound = factory.getBean(group.beanName(), CheckedProperties.class);
            TimeRange.check(group.prefix().toString(), bound);
            properties.add(bound);
        }
        List<ConfigurationPropertyName> unknown =
                configuredNames().filter(name -> !catalog.contains(name)).toList();
        if (!unknown.isEmpty()) {
            throw new StartupException(catalog.unknown(unknown.stream()));
        }
        properties.forEach(CheckedProperties::check);
        DataProperties data = factory.getBean(DataProperties.class);
        data.makeFolders(TomcatBaseDirectory.of(data).documentRoot());
    }

    private void checkEnvironment() {
        String lazy = "spring.main.lazy-initialization";
        if (environment.getProperty(lazy, Boolean.class, false)) {
            throw StartupException.property(lazy, true, "false: routes would never start");
        }
        checkPort("server.port", 0, "0 to 65535; 0 takes a free one");
        String managementPort = "management.server.port";
        checkPort(managementPort, -1, "0 to 65535; -1 opens none");
        checkTls("server.ssl");
        checkTls("management.server.ssl");
        if (environment.acceptsProfiles(Profiles.of("demo"))
                && environment.containsProperty(managementPort)
                && !environment.containsProperty("management.server.address")) {
            throw StartupException.property(
                    managementPort,
                    environment.getProperty(managementPort),
                    "the demo listens on 127.0.0.1 alone: set management.server.address=127.0.0.1 beside it");
        }
    }

    private void checkPort(String property, int smallest, String allowed) {
        Integer port = Binder.get(environment).bind(property, Integer.class).orElse(0);
        if (port < smallest || port > 65_535) {
            throw StartupException.property(property, port, allowed);
        }
    }

    /** The server would read the files after the database is open. Those of a bundle are read by the bundle. */
    private void checkTls(String property) {
        Ssl ssl = Binder.get(environment).bind(property, Ssl.class).orElse(null);
        if (!Ssl.isEnabled(ssl) || ssl.getBundle() != null) {
            return;
        }
        try {
            WebServerSslBundle.get(ssl).createSslContext();
        } catch (RuntimeException e) {
            throw new StartupException(property + ": " + e.getMessage(), e);
        }
    }

    /** Spring Boot would ignore a text in place of a group. The text may be a secret at the wrong place. */
    private void refuseText(PropertyCatalog catalog, ConfigurationPropertyName prefix) {
        // A variable that is called GATEWAY belongs to others.
        boolean isText = prefix.equals(ROOT)
                ? ownSources()
                        .map(source -> source.getConfigurationProperty(ROOT))
                        .anyMatch(property -> property != null && StringUtils.hasText(property.getValue() + ""))
                : StringUtils.hasText(Binder.get(environment)
                        .bind(prefix, Bindable.of(String.class))
                        .orElse(null));
        if (isText) {
            throw new StartupException(
                    prefix + ": takes " + String.join(", ", catalog.find(prefix).orElseThrow()));
        }
    }

    private Stream<ConfigurationPropertyName> configuredNames() {
        return ownSources()
                .filter(IterableConfigurationPropertySource.class::isInstance)
                .map(IterableConfigurationPropertySource.class::cast)
                .flatMap(IterableConfigurationPropertySource::stream)
                .filter(ROOT::isAncestorOf)
                .distinct()
                .sorted();
    }

    /**
     * All sources apart from environment variables and system properties: these belong to others, too. Kubernetes sets
     * GATEWAY_PORT in every pod beside a service that is called gateway.
     */
    private Stream<ConfigurationPropertySource> ownSources() {
        UnboundElementsSourceFilter filter = new UnboundElementsSourceFilter();
        return StreamSupport.stream(
                        ConfigurationPropertySources.get(environment).spliterator(), false)
                .filter(filter::apply);
    }
}
