package io.wagateway.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wagateway.error.InvalidRequestException;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.junit.jupiter.params.provider.ValueSource;

class PageTest {
    private static final CursorCipher CIPHER = new CursorCipher(() -> new byte[32]);

    private static Page read(String query) {
        return read(CIPHER, "org", "listEvents", query);
    }

    private static Page read(CursorCipher cipher, String organization, String operation, String query) {
        Exchange exchange = new DefaultExchange(new DefaultCamelContext());
        CallContext.initialize(exchange, "request", operation, List.of(), Map.of(), null);
        CallContext.call(exchange).setOrganization(organization);
        exchange.setProperty(CallContext.QUERY, query);
        new ReadPage(cipher, new Turns(1, Runnable::run)).begin(exchange);
        return Page.of(exchange);
    }

    private static String cursor(long position) {
        return read("limit=1")
                .rows(List.of(position, position + 1), Function.identity())
                .nextCursor();
    }

    @ParameterizedTest
    @NullAndEmptySource
    @ValueSource(strings = "limit=&cursor=&other=1&other=2")
    void page_withoutParameters_isTheFirstHundred(String query) {
        assertThat(read(query).limit()).isEqualTo(100);
        assertThat(read(query).after()).isEmpty();
        assertThat(read(query).afterNumber()).isZero();
    }

    @Test
    void cursor_showsNeitherThePositionNorHowLargeItIs() {
        assertThat(cursor(1)).isNotEqualTo(cursor(1)).hasSameSizeAs(cursor(999_999_999_999_999_999L));
        assertThat(read("cursor=" + cursor(999_999_999_999_999_999L)).afterNumber())
                .isEqualTo(999_999_999_999_999_999L);
    }

    @Test
    void cursor_ofAnotherNode_isGood_andOfAnotherOrganisationOrListOrKeyIs400() {
        String query = "cursor=" + cursor(7);
        assertThat(read(new CursorCipher(() -> new byte[32]), "org", "listEvents", query)
                        .afterNumber())
                .isEqualTo(7);
        byte[] another = new byte[32];
        another[0] = 1;
        assertThatThrownBy(() -> read(CIPHER, "other", "listEvents", query))
                .isInstanceOf(InvalidRequestException.class);
        assertThatThrownBy(() -> read(CIPHER, "org", "listGroups", query)).isInstanceOf(InvalidRequestException.class);
        assertThatThrownBy(() -> read(new CursorCipher(() -> another), "org", "listEvents", query))
                .isInstanceOf(InvalidRequestException.class);
    }

    @Test
    void cursor_thatWasChanged_is400() {
        String cursor = cursor(7);
        for (int i = 0; i < cursor.length(); i++) {
            String changed = cursor.substring(0, i) + (cursor.charAt(i) == 'A' ? 'B' : 'A') + cursor.substring(i + 1);
            assertThatThrownBy(() -> read("cursor=" + changed)).isInstanceOf(InvalidRequestException.class);
            String cut = cursor.substring(0, i);
            if (i > 0) {
                assertThatThrownBy(() -> read("cursor=" + cut)).isInstanceOf(InvalidRequestException.class);
            }
        }
    }

    @Test
    void cursor_ofAPage_leadsToTheNext() {
        Page first = read("limit=2");
        Page.Rows<String> rows = first.rows(List.of("a", "b ü", "c"), Function.identity());
        assertThat(rows.data()).containsExactly("a", "b ü");
        Page second = read("limit=2&cursor=" + rows.nextCursor());
        assertThat(second.after()).isEqualTo("b ü");
        assertThat(second.rows(List.of("c"), Function.identity())).isEqualTo(new Page.Rows<>(List.of("c"), ""));
    }

    @Test
    void page_thatIsJustFull_isTheLast() {
        assertThat(read("limit=2").rows(List.of("a", "b"), Function.identity()).nextCursor())
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "limit=0",
                "limit=1001",
                "limit=-1",
                "limit=1.5",
                "limit=ten",
                "limit=99999999999",
                "limit=1&limit=2",
                "limit=%zz",
                "cursor=%00",
                "cursor=!",
                "cursor=%ff",
                "cursor=AA",
                "cursor=a&cursor=b"
            })
    void parameter_thatIsWrong_is400AndNamesItself(String query) {
        String name = query.substring(0, query.indexOf('='));
        assertThatThrownBy(() -> read(query))
                .isInstanceOfSatisfying(InvalidRequestException.class, refusal -> assertThat(refusal.details())
                        .containsOnlyKeys(name));
    }

    @Test
    void cursor_ofAnotherList_is400IfANumberIsNeeded() {
        String cursor =
                read("limit=1").rows(List.of("a", "b"), Function.identity()).nextCursor();
        assertThatThrownBy(() -> read("cursor=" + cursor).afterNumber()).isInstanceOf(InvalidRequestException.class);
    }
}
