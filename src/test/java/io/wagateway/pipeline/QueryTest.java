package io.wagateway.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wagateway.error.InvalidRequestException;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QueryTest {
    private static Query of(String query) {
        Exchange exchange = new DefaultExchange(new DefaultCamelContext());
        exchange.setProperty(CallContext.QUERY, query);
        return Query.of(exchange);
    }

    /** A caller who writes one of these may want a dry run; to apply the change would be a bad guess. */
    @ParameterizedTest
    @ValueSource(strings = {"dryRun", "dryRun=", "a=b&dryRun", "dryRun=1", "dryRun=TRUE", "dryRun&dryRun=true"})
    void flag_thatIsNeitherTrueNorFalse_isRefused(String query) {
        assertThatThrownBy(() -> of(query).flag("dryRun")).isInstanceOf(InvalidRequestException.class);
    }

    @ParameterizedTest
    @CsvSource({
        ",false",
        "a=b,false",
        "dryRun=false,false",
        "dryRun=true,true",
        "%64ryRun=true,true",
        "dryRu%6E=%74rue,true",
        "%zz=1&dryRun=true,true",
    })
    void flag_isWhatItSays_howeverItIsEncoded(String query, boolean expected) {
        assertThat(of(query).flag("dryRun")).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"dryRun=true&%64ryRun=false", "dryRun=true&dryRun=true"})
    void flag_thatOccursTwice_isRefused(String query) {
        assertThatThrownBy(() -> of(query).flag("dryRun")).isInstanceOf(InvalidRequestException.class);
    }
}
