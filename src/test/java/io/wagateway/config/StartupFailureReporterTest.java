package io.wagateway.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.env.SpringApplicationJsonEnvironmentPostProcessor;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.mock.env.MockPropertySource;

class StartupFailureReporterTest {

    @ParameterizedTest
    @ValueSource(strings = {"{\"gateway\": {\"key\": \"geheim\"", "geheim", "[\"geheim\"]"})
    void applicationJson_thatIsNone_isNamedWithoutItsText(String json) {
        StandardEnvironment environment = new StandardEnvironment();
        environment
                .getPropertySources()
                .addFirst(new MockPropertySource().withProperty("SPRING_APPLICATION_JSON", json));
        Throwable failure = catchThrowable(() -> new SpringApplicationJsonEnvironmentPostProcessor()
                .postProcessEnvironment(environment, new SpringApplication()));
        assertThat(StartupFailureReporter.reason(failure)).isEqualTo("SPRING_APPLICATION_JSON: a JSON object");
    }
}
