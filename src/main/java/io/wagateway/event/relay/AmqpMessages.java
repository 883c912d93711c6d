package io.wagateway.event.relay;

import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.ObjectMessage;
import jakarta.jms.Session;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.component.amqp.AMQPJmsBinding;
import org.apache.camel.component.jms.JmsEndpoint;
import org.apache.camel.component.jms.JmsMessageType;
import org.apache.qpid.jms.message.JmsMessage;
import org.apache.qpid.jms.provider.amqp.message.AmqpJmsMessageFacade;
import org.apache.qpid.proton.amqp.Symbol;

/**
 * Makes messages that a consumer of any protocol can read. On RabbitMQ a text is sent as bytes, which an AMQP 0-9-1 consumer
 * gets as they are, and {@code Content-Type} is the message's own content type. A route gets no
 * body of a message that holds an object of Java, or a value of AMQP that is neither text nor bytes.
 */
final class AmqpMessages extends AMQPJmsBinding {
    private final Supplier<AmqpDialect> dialect;

    AmqpMessages(JmsEndpoint endpoint, Supplier<AmqpDialect> dialect) {
        super(endpoint);
        this.dialect = dialect;
    }

    /** Nothing of an object: to ask for it would deserialise what anybody may have sent. */
    @Override
    public Object extractBodyFromJms(Exchange exchange, Message message) {
        return message instanceof ObjectMessage ? null : super.extractBodyFromJms(exchange, message);
    }

    @Override
    protected Message createJmsMessage(
            Exchange exchange, Object body, Map<String, Object> headers, Session session, CamelContext context)
            throws JMSException {
        return body instanceof String && dialect.get().isRabbitMq()
                ? createJmsMessageForType(exchange, body, session, context, JmsMessageType.Bytes)
                : super.createJmsMessage(exchange, body, headers, session, context);
    }

    @Override
    public void appendJmsProperty(Message message, Exchange exchange, String name, Object value) throws JMSException {
        if (name.equals(Exchange.CONTENT_TYPE)
                && dialect.get().isRabbitMq()
                && message instanceof JmsMessage amqp
                && amqp.getFacade() instanceof AmqpJmsMessageFacade facade) {
            facade.setContentType(Symbol.valueOf(String.valueOf(value)));
        } else {
            super.appendJmsProperty(message, exchange, name, value);
        }
    }
}
