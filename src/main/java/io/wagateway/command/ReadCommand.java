package io.wagateway.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.github.f4b6a3.ulid.UlidCreator;
import io.wagateway.pipeline.CallContext;
import io.wagateway.pipeline.StrictJson;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.apache.camel.component.jms.JmsMessage;

/**
 * Step {@code readCommand}: turns the message into a call and removes every header; 400 or 413 if it is not a command. Sets
 * the property {@code callerWaits}: whether the broker's own consumer sends the reply; and {@code callerAddress}: the
 * address that the message names for it, unless the consumer sends it or the configuration excludes the address.
 */
final class ReadCommand implements Processor {
    /** True if the configuration excludes the address that the message names. */
    static final String EXCLUDED_ADDRESS = "excludedAddress";

    private final ReplyAddresses replyAddresses;

    private final MessagesInWork inWork;

    ReadCommand(ReplyAddresses replyAddresses, MessagesInWork inWork) {
        this.replyAddresses = replyAddresses;
        this.inWork = inWork;
    }

    @Override
    public void process(Exchange exchange) {
        exchange.setProperty(CallContext.REQUEST_ID, UlidCreator.getUlid().toString());
        boolean waits = exchange.getPattern().isOutCapable();
        Message received = exchange.getMessage();
        BrokerMessage message = BrokerMessage.take(exchange);
        if (received instanceof JmsMessage jms) {
            inWork.setRead(jms.getJmsMessage());
        }
        exchange.setProperty(ReplyAddresses.CALLER_WAITS, waits);
        exchange.setProperty(ReplyAddresses.CALLER_ADDRESS, waits ? null : message.replyTo());
        if (message.replyTo() != null && !replyAddresses.include(message.replyTo())) {
            exchange.setProperty(EXCLUDED_ADDRESS, true);
            ReplyAddresses.withhold(exchange);
        }
        JsonNode body = StrictJson.parse(message.commandBody());
        // Before any check, so that the sender can match the reply of an invalid command.
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
        exchange.setProperty(CallContext.QUERY, command.query());
    }
}
