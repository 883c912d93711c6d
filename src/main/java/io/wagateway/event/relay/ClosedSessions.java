package io.wagateway.event.relay;

import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import java.net.URI;
import java.util.function.Consumer;
import org.apache.qpid.jms.JmsConnectionListener;
import org.apache.qpid.jms.message.JmsInboundMessageDispatch;

/**
 * Hears why the broker has closed a session. RabbitMQ refuses a queue by the end of the session and not by an answer, so
 * that the call itself reports only that it timed out. Also hears when the client has connected again by itself.
 */
record ClosedSessions(Consumer<Throwable> reasons, Runnable restored) implements JmsConnectionListener {
    @Override
    public void onSessionClosed(Session session, Throwable cause) {
        reasons.accept(cause);
    }

    @Override
    public void onConnectionEstablished(URI remote) {}

    @Override
    public void onConnectionFailure(Throwable error) {}

    @Override
    public void onConnectionInterrupted(URI remote) {}

    @Override
    public void onConnectionRestored(URI remote) {
        restored.run();
    }

    @Override
    public void onInboundMessage(JmsInboundMessageDispatch message) {}

    @Override
    public void onConsumerClosed(MessageConsumer consumer, Throwable cause) {}

    @Override
    public void onProducerClosed(MessageProducer producer, Throwable cause) {}
}
