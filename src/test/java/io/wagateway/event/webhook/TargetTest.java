package io.wagateway.event.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TargetTest {

    @ParameterizedTest
    @CsvSource({
        "http://a.example, false, a.example, 80, /",
        "HTTPS://A.example:8443/x%20y?q=%3D&z, true, A.example, 8443, /x%20y?q=%3D&z",
        "https://a.example?q, true, a.example, 443, /?q",
        "http://93.184.216.34/h, false, 93.184.216.34, 80, /h",
        "http://[2606:4700::1111]:81/, false, 2606:4700::1111, 81, /",
        "http://xn--bcher-kva.example/b\u00fccher, false, xn--bcher-kva.example, 80, /b%C3%BCcher",
        "http://a.example./, false, a.example., 80, /",
        "http://1.a.example/../x, false, 1.a.example, 80, /../x"
    })
    void url_isParsed(String url, boolean tls, String host, int port, String path) {
        assertThat(Target.of(url)).isEqualTo(new Target(tls, host, port, path));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a.example/hook",
                "//a.example/hook",
                "/hook",
                "ftp://a.example/",
                "file:///etc/passwd",
                "unix:/run/docker.sock",
                "http:a.example",
                "http:///hook",
                "http://",
                "http://:80/",
                "http://me:secret@a.example/",
                "http://me@a.example/",
                "http://@a.example/",
                "http://a.example#fragment",
                "http://a.example/ hook",
                "http://a.example/\r\nHost: other",
                "http://a.example\\@127.0.0.1/",
                "http://a.example:0/",
                "http://a.example:65536/",
                "http://a.example:99999999999/",
                "http://a.example:80:80/",
                "http://a_b.example/",
                "http://b\u00fccher.example/",
                "http://\uff11\uff12\uff17.0.0.1/",
                "http://%31%32%37.0.0.1/",
                "http://[::1%25lo]/",
                "http://[fe80::1%eth0]/",
                "http://[::1/",
                "http://[64:ff9b::10.0.0.1]/",
                "http://2130706433/",
                "http://017700000001/",
                "http://0x7f000001/",
                "http://0x7f.1/",
                "http://0X7F.0.0.1/",
                "http://127.1/",
                "http://127.0.1/",
                "http://0177.0.0.1/",
                "http://127.0.0.01/",
                "http://127.0.0.1./",
                "http://127.0.0.256/",
                "http://1.2.3.4.5/",
                "http://0/",
                "http://a.0x/",
                "http://a.1/"
            })
    void invalidUrl_isRefused(String url) {
        assertThatThrownBy(() -> Target.of(url))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageMatching("an? .{5,}");
    }
}
