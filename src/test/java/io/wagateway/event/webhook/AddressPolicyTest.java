package io.wagateway.event.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AddressPolicyTest {
    private static final AddressPolicy STRICT = new AddressPolicy(false);
    private static final AddressPolicy DEMO = new AddressPolicy(true);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "10.0.0.1",
                "10.255.255.255",
                "100.64.0.1",
                "100.127.255.254",
                "127.0.0.1",
                "127.255.0.1",
                "172.16.0.1",
                "172.31.255.255",
                "192.0.0.8",
                "192.0.2.1",
                "192.88.99.1",
                "192.168.1.1",
                "198.18.0.1",
                "198.19.255.255",
                "198.51.100.7",
                "203.0.113.7",
                "240.0.0.1",
                "::1",
                "::127.0.0.1",
                "::ffff:127.0.0.1",
                "64:ff9b::a00:1",
                "64:ff9b:1::1",
                "100::1",
                "2001:0:5db8:d822::80ff:fffe",
                "2001:10::1",
                "2001:20::1",
                "2001:db8::1",
                "2002:7f00:1::",
                "2002:0808:0808::",
                "3fff::1",
                "5f00::1",
                "fc00::1",
                "fd12:3456::1",
                "fec0::1"
            })
    void privateAddress_isAllowedOnlyByTheOperator(String address) {
        assertThat(STRICT.allow(List.of(of(address)))).isFalse();
        assertThat(DEMO.allow(List.of(of(address)))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0.0.0.0",
                "0.1.2.3",
                "169.254.169.254",
                "::ffff:a9fe:a9fe",
                "64:ff9b::a9fe:a9fe",
                "::ffff:a83f:8110",
                "100.100.100.200",
                "168.63.129.16",
                "64:ff9b::a83f:8110",
                "fd00:ec2::254",
                "fd20:ce::254",
                "fe80::1",
                "224.0.0.1",
                "239.255.255.255",
                "255.255.255.255",
                "::",
                "ff02::1",
                "ff0e::1",
                "64:ff9b::0",
                "64:ff9b::e000:1",
                "2002:e000:1::"
            })
    void addressOfNoSingleMachineOrOfMetadata_isNeverAllowed(String address) {
        assertThat(STRICT.allow(List.of(of(address)))).isFalse();
        assertThat(DEMO.allow(List.of(of(address)))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1.1.1.1",
                "8.8.8.8",
                "9.255.255.255",
                "11.0.0.0",
                "100.63.255.255",
                "100.128.0.0",
                "126.255.255.255",
                "128.0.0.1",
                "169.253.0.1",
                "172.15.255.255",
                "172.32.0.0",
                "192.0.1.1",
                "192.167.0.1",
                "198.17.0.1",
                "198.20.0.1",
                "223.255.255.255",
                "::ffff:8.8.8.8",
                "64:ff9b::808:808",
                "2001:4860:4860::8888",
                "2606:4700::1111",
                "2a00:1450::1"
            })
    void publicAddress_isAllowed(String address) {
        assertThat(STRICT.allow(List.of(of(address)))).isTrue();
    }

    @Test
    void addresses_ofWhichOneIsForbidden_areNotAllowed() {
        assertThat(STRICT.allow(List.of(of("8.8.8.8"), of("10.0.0.1")))).isFalse();
        assertThat(STRICT.allow(List.of())).isFalse();
        assertThat(DEMO.allow(List.of())).isFalse();
    }

    private static InetAddress of(String text) {
        try {
            return InetAddress.getByAddress(NetUtil.createByteArrayFromIpAddressString(text));
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
