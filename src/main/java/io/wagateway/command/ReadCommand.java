package io.wagateway.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.github.f4b6a3.ulid.UlidCreator;
import io.wagateway.pipeline.CallContext;
import io.wagateway.pipeline.StrictJson;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/**
 * Step {@code readCommand}: the message becomes a call, and loses every header; 400 or 413 where it is no command. Sets
 * the property {@code callerWaits}: whether the broker's own consumer takes the answer to where the message wants it.
 */
final class ReadCommand implements Processor {
    private static final String CALLER_WAITS = "callerWaits";
    static final String CALLER_ADDRESS = "callerAddress";

    @Override
    public void process(Exchange exchange) {
        exchange.setProperty(
                CallContext.REQUEST_ID, UlidCreator.getMonotonicUlid().toString());
        boolean waits = exchange.getPattern().isOutCapable();
        BrokerMessage message = BrokerMessage.take(exchange);
        exchange.setProperty(CALLER_WAITS, waits);
        exchange.setProperty(CALLER_ADDRESS, waits ? null : message.address());
        JsonNode body = StrictJson.parse(message.text());
        // Before anything is refused: whoever sent it shall know the answer by it.
        String requestId = Command.requestId(body);
        if (requestId != null) {
            exchange.setProperty(CallContext.REQUEST_ID, requestId);
        }
        exchange.setProperty(CallContext.OPERATION_ID, Command.operationId(body));
        Command command = Command.of(body);
        CallContext.initialize(
                exchange,
                CallContext.requestId(exchange),
                command.operationId(),
                CallContext.credentials(exchange),
                command.parameters(),
                null);
    }
}
