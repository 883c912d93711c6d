package io.wagateway.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.apache.camel.component.platform.http.PlatformHttpComponent;
import org.apache.camel.component.platform.http.PlatformHttpEndpoint;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EndpointsTest {
    private final Endpoints endpoints = new Endpoints();

    @BeforeEach
    void add() {
        for (String path : new String[] {
            "/s/{session}",
            "/s/{session}:start",
            "/s/mine",
            "/s/{session}/g/{gid}/m/{jid}",
            "/s/{session}/g/{gid}/m:approve"
        }) {
            endpoints.add(path, "GET", null);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "/s/a, a",
        "/s/a%20b, a b",
        "/s/a%2Fb, a/b",
        "/s/%2e%2e, ..",
        "/s/a+b, a+b",
        "/s/a%252Fb, a%2Fb",
        "/s/a;b=c, a;b=c",
        "/s/a:start, a",
        "/s/a%3Astart, a",
        "/s/a:b:start, a:b",
        "/s/:start, :start",
        "/s/a:stop, a:stop",
    })
    void parameter_isDecodedOnceAndStaysInItsSegment(String path, String session) {
        assertThat(endpoints.match(path).parameters()).isEqualTo(Map.of("session", session));
    }

    @Test
    void literal_goesBeforeAParameter() {
        assertThat(endpoints.match("/s/mine").parameters()).isEmpty();
        assertThat(endpoints.match("/s/%6dine").parameters()).isEmpty();
        assertThat(endpoints.match("/s/a/g/b/m:approve").parameters()).isEqualTo(Map.of("session", "a", "gid", "b"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/",
                "/s",
                "/s/",
                "//s/a",
                "/s//a",
                "/s/a/",
                "/s;x/a",
                "/S/a",
                "/s%2Fa",
                "/s/a/g/b/m",
                "/./s/a",
                "/x/../s/a"
            })
    void otherPath_namesNothing(String path) {
        assertThat(endpoints.match(path)).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/s/%", "/s/%4", "/s/%zz", "/s/%-1"})
    void malformedEscape_staysAsItIs(String path) {
        assertThat(endpoints.match(path).parameters()).isEqualTo(Map.of("session", path.substring(3)));
    }

    @Test
    void pathOfAnotherRoute_isRefused_andAConsumerMayStartAgain() {
        HttpConsumer consumer = consumer("/mine");
        endpoints.add("/mine", "GET", consumer);
        endpoints.add("/mine", "GET", consumer);
        assertThatThrownBy(() -> endpoints.add("/mine", "GET", consumer("/mine")))
                .hasMessage("two routes serve GET /mine");
        assertThat(endpoints.match("/mine").consumer("GET")).isSameAs(consumer);
        endpoints.remove(consumer);
        endpoints.add("/mine", "GET", consumer("/mine"));
    }

    private static HttpConsumer consumer(String path) {
        PlatformHttpComponent component = new PlatformHttpComponent(new DefaultCamelContext());
        return new HttpConsumer(
                new PlatformHttpEndpoint("platform-http:" + path, path, component), exchange -> {}, null);
    }
}
