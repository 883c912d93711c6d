package io.wagateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.wagateway.access.KeyProvisioningProperties;
import io.wagateway.access.ProvisionedKey;
import io.wagateway.engine.EngineEntry;
import io.wagateway.engine.EngineProperties;
import io.wagateway.error.CheckedProperties;
import io.wagateway.session.ProvisionedSession;
import io.wagateway.session.SessionProvisioningProperties;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.AbstractBindHandler;
import org.springframework.boot.context.properties.bind.BindContext;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.origin.PropertySourceOrigin;
import org.springframework.context.annotation.ClassPathScanningCandidateComponentProvider;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.core.type.filter.AnnotationTypeFilter;
import org.springframework.util.ClassUtils;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The examples in src/compose, as far as they can be read without a container engine. */
class ComposeTest {
    private static final Path FOLDER = Path.of("src/compose");
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{([A-Z_]+)([^}]*)}");
    private static final Pattern SECRET = Pattern.compile("(SECRET|PASSWORD|KEY|TOKEN|AUTH)$");
    private static final Pattern URL_WITH_PASSWORD = Pattern.compile("//[^/]*:[^/]*@");

    /** Boot's own that the examples set, beside the gateway's. */
    private static final Set<String> BOOT =
            Set.of("SPRING_DATASOURCE_URL", "SPRING_DATASOURCE_USERNAME", "SPRING_DATASOURCE_PASSWORD");

    static Stream<Path> examples() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.sorted().toList().stream();
        }
    }

    @Test
    void examples_areOneForEachRealEngine() throws IOException {
        assertThat(examples())
                .map(Path::getFileName)
                .map(Path::toString)
                .containsExactly("evolution.yaml", "gowa.yaml", "waha.yaml", "wuzapi.yaml");
    }

    @ParameterizedTest
    @MethodSource("examples")
    void gateway_isConfiguredByPropertiesThatExist(Path example) throws IOException {
        Map<String, Object> variables = filled(environment(services(example).get("gateway")));
        Set<String> read = new HashSet<>(BOOT);
        bind(variables, read).forEach(CheckedProperties::check);
        assertThat(read).containsAll(variables.keySet());
    }

    @ParameterizedTest
    @MethodSource("examples")
    void gateway_hasASessionOnAnEngineOfThatKind_andAKeyForIt(Path example) throws IOException {
        Map<String, Map<String, Object>> services = services(example);
        String kind = example.getFileName().toString().replace(".yaml", "");
        List<CheckedProperties> bound = bind(filled(environment(services.get("gateway"))), new HashSet<>());
        EngineEntry engine = get(bound, EngineProperties.class).engines().get(kind);
        ProvisionedSession session =
                get(bound, SessionProvisioningProperties.class).sessions().get(0);
        ProvisionedKey key =
                get(bound, KeyProvisioningProperties.class).apiKeys().get(0);
        assertThat(engine.kind()).isEqualTo(kind);
        assertThat(services).containsKey(URI.create(engine.url()).getHost());
        assertThat(session.engine()).isEqualTo(kind);
        assertThat(session.organization()).isEqualTo(key.organization());
        assertThat(key.secret()).matches("wa_[A-Za-z0-9_]{32,}");
    }

    @ParameterizedTest
    @MethodSource("examples")
    void everyService_listensToThisComputerAlone(Path example) throws IOException {
        assertThat(services(example)).allSatisfy((name, service) -> {
            assertThat(service).doesNotContainKeys("network_mode", "privileged");
            assertThat(list(service.get("ports")))
                    .allSatisfy(port -> assertThat(port).startsWith("127.0.0.1:"));
        });
    }

    @ParameterizedTest
    @MethodSource("examples")
    void everySecret_isAVariableWithoutADefault(Path example) throws IOException {
        services(example).values().forEach(service -> environment(service).forEach((name, value) -> {
            if (SECRET.matcher(name).find() || URL_WITH_PASSWORD.matcher(value).find()) {
                assertThat(value).as(name).contains("${");
            }
            assertThat(VARIABLE.matcher(value).results().map(found -> found.group(2)))
                    .as(name)
                    .allSatisfy(rest -> assertThat(rest).startsWith(":?"));
        }));
    }

    @ParameterizedTest
    @MethodSource("examples")
    void everyService_hasBoundsForMemoryAndLogs(Path example) throws IOException {
        assertThat(services(example)).allSatisfy((name, service) -> {
            assertThat((String) service.get("mem_limit")).matches("[0-9]+[mg]");
            assertThat(map(map(service.get("logging")).get("options"))).containsOnlyKeys("max-size", "max-file");
        });
    }

    /** The gateway ends what is in flight within 30 s, and libraries of brokers unpack their native code in /tmp. */
    @ParameterizedTest
    @MethodSource("examples")
    void gateway_hasTimeToStop_andAFolderToUnpackIn(Path example) throws IOException {
        Map<String, Object> gateway = services(example).get("gateway");
        assertThat(gateway).containsEntry("stop_grace_period", "35s");
        assertThat(list(gateway.get("tmpfs"))).singleElement().asString().startsWith("/tmp:exec,size=");
    }

    @ParameterizedTest
    @MethodSource("examples")
    void whatAServiceNeeds_isThere(Path example) throws IOException {
        Map<String, Object> file = load(example);
        Map<String, Map<String, Object>> services = services(example);
        assertThat(services).allSatisfy((name, service) -> {
            // The gateway's own check stands in the Dockerfile.
            assertThat(service).containsAnyOf(Map.entry("build", Map.of("context", "../..")), healthcheck(service));
            assertThat(map(service.get("depends_on"))).allSatisfy((needed, condition) -> {
                assertThat(services.get(needed)).containsKey("healthcheck");
                assertThat(condition).isEqualTo(Map.of("condition", "service_healthy"));
            });
            assertThat(list(service.get("volumes")))
                    .map(volume -> volume.split(":", -1)[0])
                    .isSubsetOf(map(file.get("volumes")).keySet());
            assertThat(list(service.get("networks")))
                    .isSubsetOf(map(file.get("networks")).keySet());
        });
        assertThat(FOLDER.resolve("../..").resolve("Dockerfile")).exists();
        assertThat(services.get("gateway")).containsEntry("read_only", true);
    }

    @ParameterizedTest
    @MethodSource("examples")
    void chapter_namesTheFile_andMakesEachSecret(Path example) throws IOException {
        String chapter = Files.readString(Papers.GUIDE.resolve("phone.md"));
        Set<String> needed = VARIABLE.matcher(Files.readString(example))
                .results()
                .filter(found -> found.group(2).startsWith(":?"))
                .map(MatchResult::group)
                .map(text -> VARIABLE.matcher(text).replaceAll("$1"))
                .collect(Collectors.toSet());
        assertThat(chapter).contains("](" + Papers.GUIDE.relativize(example) + ")");
        assertThat(needed).isNotEmpty().allSatisfy(name -> assertThat(chapter)
                .containsPattern("(?m)^" + name + "=(wa_)?\\$\\(openssl rand -hex [0-9]+\\)$"));
    }

    /** As the gateway binds its environment; {@code read} gets the names of the variables that it took. */
    private static List<CheckedProperties> bind(Map<String, Object> variables, Set<String> read) {
        MutablePropertySources sources = new MutablePropertySources();
        sources.addLast(new SystemEnvironmentPropertySource(
                StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME, variables));
        AbstractBindHandler recorder = new AbstractBindHandler() {
            @Override
            public Object onSuccess(
                    ConfigurationPropertyName name, Bindable<?> target, BindContext context, Object result) {
                if (context.getConfigurationProperty() != null
                        && context.getConfigurationProperty().getOrigin() instanceof PropertySourceOrigin origin) {
                    read.add(origin.getPropertyName());
                }
                return result;
            }
        };
        Binder binder = new Binder(ConfigurationPropertySources.from(sources));
        ClassPathScanningCandidateComponentProvider scan = new ClassPathScanningCandidateComponentProvider(false);
        scan.addIncludeFilter(new AnnotationTypeFilter(ConfigurationProperties.class));
        return scan.findCandidateComponents("io.wagateway").stream()
                .map(found -> ClassUtils.resolveClassName(found.getBeanClassName(), null))
                .map(type -> binder.bindOrCreate(
                        type.getAnnotation(ConfigurationProperties.class).value(), Bindable.of(type), recorder))
                .map(CheckedProperties.class::cast)
                .toList();
    }

    private static <T> T get(List<CheckedProperties> bound, Class<T> type) {
        return bound.stream()
                .filter(type::isInstance)
                .map(type::cast)
                .findFirst()
                .orElseThrow();
    }

    private static Map<String, Object> filled(Map<String, String> variables) {
        Map<String, Object> filled = new HashMap<>();
        variables.forEach((name, value) ->
                filled.put(name, VARIABLE.matcher(value).replaceAll("wa_00000000000000000000000000000000")));
        return filled;
    }

    private static Map<String, String> environment(Map<String, Object> service) {
        return map(service.get("environment")).entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, entry -> (String) entry.getValue()));
    }

    private static Map.Entry<String, Object> healthcheck(Map<String, Object> service) {
        return Map.entry("healthcheck", service.getOrDefault("healthcheck", "none"));
    }

    private static Map<String, Map<String, Object>> services(Path example) throws IOException {
        return map(load(example).get("services")).entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, entry -> map(entry.getValue())));
    }

    private static Map<String, Object> load(Path example) throws IOException {
        return map(new Yaml(new SafeConstructor(new LoaderOptions())).load(Files.readString(example)));
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> map(Object value) {
        return value == null ? Map.of() : (Map<String, Object>) value;
    }

    @SuppressWarnings("unchecked")
    private static List<String> list(Object value) {
        return value == null ? List.of() : (List<String>) value;
    }
}
