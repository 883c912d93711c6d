package io.wagateway.command;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.jms.Destination;
import jakarta.jms.JMSException;
import jakarta.jms.Queue;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.qpid.jms.JmsQueue;
import org.apache.qpid.jms.JmsTemporaryQueue;
import org.apache.qpid.jms.JmsTopic;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class ReplyAddressesTest {
    private static List<String> bound(Map<String, String> properties) {
        return new Binder(new MapConfigurationPropertySource(properties))
                .bindOrCreate("gateway.commands", CommandProperties.class)
                .replyAddresses();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            replies.*   | replies.a        | true
            replies.*   | replies.         | true
            replies.*   | repliesXa        | false
            replies.*   | Replies.a        | false
            replies.*   | x.replies.a      | false
            replies.*   | replies.a,other  | false
            replies.*   | replies.a?x=1    | false
            *.replies.* | a.replies.b      | true
            *.replies.* | a.reply.b        | false
            inbox       | inbox            | true
            inbox       | inbox2           | false
            *           | anything         | true
            """)
    void address_isIncludedByItsWholeName(String pattern, String name, boolean included) {
        ReplyAddresses addresses = new ReplyAddresses(List.of("never", pattern));
        for (Destination address : List.of(new JmsQueue(name), new JmsTopic(name), new JmsTemporaryQueue(name))) {
            assertThat(addresses.include(address)).isEqualTo(included);
        }
    }

    @Test
    void address_withoutAReadableName_isIncludedOnlyIfAllAre() {
        Queue broken = () -> {
            throw new JMSException("no name");
        };
        for (Destination address : List.of(broken, new Destination() {}, new JmsQueue("r".repeat(256)))) {
            assertThat(new ReplyAddresses(List.of("*")).include(address)).isFalse();
            assertThat(new ReplyAddresses(null).include(address)).isTrue();
        }
    }

    @Test
    void name_thatIsHuge_takesNoTime() {
        ReplyAddresses addresses = new ReplyAddresses(List.of("*a*b"));
        JmsQueue address = new JmsQueue("a".repeat(1_000_000));
        Assertions.assertTimeoutPreemptively(Duration.ofSeconds(5), () -> assertThat(addresses.include(address))
                .isFalse());
    }

    @Test
    void list_thatIsEmpty_isNotAnAbsentOne() {
        assertThat(bound(Map.of())).isNull();
        assertThat(bound(Map.of("gateway.commands.reply-addresses", ""))).isEmpty();
        assertThat(bound(Map.of("gateway.commands.reply-addresses", "a,b.*"))).containsExactly("a", "b.*");
        assertThat(new ReplyAddresses(List.of()).include(new JmsQueue("a"))).isFalse();
    }
}
