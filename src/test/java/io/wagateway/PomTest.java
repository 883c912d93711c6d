package io.wagateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.xpath.XPath;
import javax.xml.xpath.XPathFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The six packages that the gateway is to stand on are there, and used; its licence is in the pom and in the jar. */
class PomTest {

    @ParameterizedTest
    @CsvSource({
        "camel-spring-boot-starter, org.apache.camel.spring.boot.SpringBootCamelContext",
        "camel-platform-http, org.apache.camel.component.platform.http.PlatformHttpComponent",
        "camel-jackson, org.apache.camel.component.jackson.JacksonDataFormat",
        "camel-jsonpath, org.apache.camel.jsonpath.JsonPathEngine",
        "spring-security-oauth2-resource-server,"
                + " org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationProvider",
        "camel-test-junit5, org.apache.camel.test.junit5.CamelTestSupport"
    })
    void package_isInThePomAndOnTheClassPath(String artifact, String type) throws Exception {
        assertThat(Files.readString(Path.of("pom.xml"))).contains("<artifactId>" + artifact + "</artifactId>");
        assertThat(Class.forName(type)).isNotNull();
    }

    @ParameterizedTest
    @CsvSource({
        "src/main/java, org.apache.camel.component.platform.http",
        "src/main/java, org.apache.camel.jsonpath",
        "src/main/java, org.springframework.security.oauth2.server.resource",
        "src/test/java, org.apache.camel.test.junit5",
        "routes, library: Jackson"
    })
    void package_isUsed(Path folder, String text) throws IOException {
        try (var files = Files.walk(folder)) {
            assertThat(files.filter(Files::isRegularFile).filter(file -> !file.endsWith("PomTest.java")))
                    .anySatisfy(file -> assertThat(Files.readString(file)).contains(text));
        }
    }

    @Test
    void licence_isApache2_inThePomAndOnTheClassPath() throws Exception {
        var pom = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(Path.of("pom.xml").toFile());
        XPath xpath = XPathFactory.newInstance().newXPath();
        assertThat(xpath.evaluate("/project/licenses/license/name", pom)).isEqualTo("Apache-2.0");
        assertThat(xpath.evaluate("normalize-space(/project/description)", pom)).isNotBlank();
        assertThat(xpath.evaluate("count(/project/scm)", pom)).isEqualTo("0");
        Path classes = Path.of(WaGateway.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        assertThat(Files.readString(classes.resolve("META-INF/LICENSE")))
                .contains("Apache License", "Version 2.0, January 2004", "END OF TERMS AND CONDITIONS");
    }
}
