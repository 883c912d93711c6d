package io.wagateway.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.github.f4b6a3.ulid.UlidCreator;
import io.wagateway.call.Call;
import io.wagateway.call.StrictJson;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/**
 * Step {@code readCommand}: the message becomes a call, and loses every header; 400 or 413 where it is no command. Sets
 * the property {@code callerWaits}: whether the broker's own consumer takes the answer to where the message wants it.
 */
final class ReadCommand implements Processor {
    private static final String CALLER_WAITS = "callerWaits";

    @Override
    public void process(Exchange exchange) {
        exchange.setProperty(CALLER_WAITS, exchange.getPattern().isOutCapable());
        exchange.setProperty(Call.REQUEST_ID, UlidCreator.getMonotonicUlid().toString());
        JsonNode body = StrictJson.parse(BrokerMessage.take(exchange).text());
        // Before anything is refused: whoever sent it shall know the answer by it.
        String requestId = Command.requestId(body);
        if (requestId != null) {
            exchange.setProperty(Call.REQUEST_ID, requestId);
        }
        exchange.setProperty(Call.OPERATION_ID, Command.operationId(body));
        Command command = Command.of(body);
        Call.enter(
                exchange,
                Call.requestId(exchange),
                command.operationId(),
                Call.credentials(exchange),
                command.parameters(),
                null);
    }
}
