package io.wagateway.idempotency;

import static org.assertj.core.api.Assertions.assertThat;

import io.wagateway.TestDatabase;
import io.wagateway.error.ConflictException;
import io.wagateway.error.UnavailableException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;

/** What stays of a call when its route has ended. */
class ClaimedCallTest {
    private static final IdempotentCall CALL = new IdempotentCall("1", "body", "00".repeat(32), "org", "request");

    private final IdempotencyStore store =
            new IdempotencyStore(TestDatabase.both().get(0).jdbc(), System::currentTimeMillis);
    private final Exchange exchange = new DefaultExchange(new DefaultCamelContext());

    @Test
    void success_isKept_asTheCallerGetsIt() {
        ClaimedCall call = claimed(false);
        answer(200, "{\"groupJid\":\"1@g.us\"}");
        call.onDone(exchange);
        assertThat(kept()).hasValue("200 {\"groupJid\":\"1@g.us\"}");
        assertThat(exchange.getMessage().getBody(String.class)).isEqualTo("{\"groupJid\":\"1@g.us\"}");
    }

    @Test
    void answerOfATransaction_staysAsItIs_withoutTheSecret() {
        ClaimedCall call = claimed(true);
        call.keep(201, Map.of("id", "1"));
        answer(201, "{\"id\":\"1\",\"secret\":\"wa_\"}");
        call.onDone(exchange);
        assertThat(kept()).hasValue("201 {\"id\":\"1\"}");
    }

    @Test
    void interimAnswer_isReplacedByTheLastOne_andStaysIfThereIsNone() {
        ClaimedCall call = claimed(true);
        call.keepMeanwhile(201, Map.of("status", "stopped"));
        answer(500, "{}");
        call.onDone(exchange);
        assertThat(kept()).hasValue("201 {\"status\":\"stopped\"}");
        answer(201, "{\"status\":\"working\"}");
        call.onDone(exchange);
        assertThat(kept()).hasValue("201 {\"status\":\"working\"}");
    }

    @Test
    void failure_isNotKept_unlessNobodyKnowsWhetherItHadAnEffect() {
        claimed(false, new ConflictException("no")).onDone(exchange);
        assertThat(store.find(CALL)).isEmpty();
        claimed(true, UnavailableException.engineOutcomeUnknown("lost")).onDone(exchange);
        assertThat(store.find(CALL)).isEmpty();
        claimed(false, UnavailableException.engineOutcomeUnknown("lost")).onDone(exchange);
        assertThat(store.find(CALL)).hasValueSatisfying(row -> {
            assertThat(row.isAnswered()).isFalse();
            assertThat(store.isUnderWay(row)).isFalse();
        });
    }

    private ClaimedCall claimed(boolean repeatable) {
        return new ClaimedCall(store, CALL, store.claim(CALL).orElseThrow(), repeatable);
    }

    private ClaimedCall claimed(boolean repeatable, Exception failure) {
        exchange.setProperty(Exchange.EXCEPTION_CAUGHT, failure);
        answer(503, "{}");
        return claimed(repeatable);
    }

    private void answer(int status, String body) {
        exchange.getMessage().setHeader(Exchange.HTTP_RESPONSE_CODE, status);
        exchange.getMessage().setBody(body);
    }

    private Optional<String> kept() {
        return store.find(CALL)
                .filter(IdempotencyStore.Row::isAnswered)
                .map(row -> row.status() + " "
                        + new String(StoredAnswer.read(CALL.secret(), row.answer()), StandardCharsets.UTF_8));
    }
}
