package io.wagateway.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wagateway.error.InvalidRequestException;
import java.util.List;
import java.util.function.Function;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PageTest {
    private static Page read(String query) {
        Exchange exchange = new DefaultExchange(new DefaultCamelContext());
        exchange.setProperty(CallContext.QUERY, query);
        new ReadPage().process(exchange);
        return Page.of(exchange);
    }

    @Test
    void page_withoutParameters_isTheFirstHundred() {
        assertThat(read(null)).isEqualTo(new Page(100, ""));
        assertThat(read("")).isEqualTo(new Page(100, ""));
        assertThat(read("limit=&cursor=&other=1&other=2")).isEqualTo(new Page(100, ""));
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
