package io.wagateway.event.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.jms.IllegalStateException;
import jakarta.jms.InvalidDestinationException;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import org.apache.qpid.jms.JmsQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GuardedSessionTest {
    private final List<String> asked = new ArrayList<>();
    private int open;
    private boolean transacted;
    private boolean linkIsClosed;

    /** The broker's client, with one session and one producer. */
    private Session session() {
        return fake(Session.class, (proxy, method, arguments) -> {
            asked.add(method.getName());
            return switch (method.getName()) {
                case "getTransacted" -> transacted;
                case "createProducer" -> {
                    open++;
                    yield fake(MessageProducer.class, (producer, call, values) -> {
                        if (call.getName().equals("close")) {
                            open--;
                        }
                        if (call.getName().equals("send") && linkIsClosed) {
                            throw new IllegalStateException("The MessageProducer is closed");
                        }
                        return null;
                    });
                }
                default -> null;
            };
        });
    }

    private static <T> T fake(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void send_thatFails_closesASessionWithoutATransaction(boolean inTransaction) throws JMSException {
        transacted = inTransaction;
        Session session = GuardedSession.of(session(), destination -> {});
        MessageProducer producer = session.createProducer(null);
        producer.send((Message) null);
        assertThat(asked).doesNotContain("close");
        linkIsClosed = true;
        assertThatThrownBy(() -> producer.send((Message) null)).isInstanceOf(IllegalStateException.class);
        assertThat(asked.contains("close")).isEqualTo(!inTransaction);
    }

    /** Commands name as many addresses as their senders like. */
    @Test
    void producers_ofManyDestinations_areNotAllKept() throws JMSException {
        Session session = GuardedSession.of(session(), destination -> {});
        for (int i = 0; i < 1_000; i++) {
            send(session, "replies-" + i);
            send(session, "events");
        }
        assertThat(asked.stream().filter("createProducer"::equals)).hasSize(1_001);
        assertThat(open).isEqualTo(ProducerCache.MAX_PRODUCERS);
    }

    @Test
    void producer_thatFailed_orThatSomebodyChanged_isNotUsedAgain() throws JMSException {
        transacted = true;
        Session session = GuardedSession.of(session(), destination -> {});
        linkIsClosed = true;
        assertThatThrownBy(() -> send(session, "events")).isInstanceOf(IllegalStateException.class);
        linkIsClosed = false;
        send(session, "events");
        try (MessageProducer producer = session.createProducer(new JmsQueue("events"))) {
            producer.setDisableMessageID(true);
        }
        send(session, "events");
        assertThat(asked.stream().filter("createProducer"::equals)).hasSize(3);
        assertThat(open).isOne();
    }

    private static void send(Session session, String queue) throws JMSException {
        try (MessageProducer producer = session.createProducer(new JmsQueue(queue))) {
            producer.send((Message) null);
        }
    }

    @Test
    void destinationThatTheCheckRefuses_getsNoProducerAndNoConsumer() {
        Session session = GuardedSession.of(session(), destination -> {
            throw new InvalidDestinationException("NOT_FOUND");
        });
        assertThatThrownBy(() -> session.createProducer(null)).isInstanceOf(InvalidDestinationException.class);
        assertThatThrownBy(() -> session.createConsumer(null)).isInstanceOf(InvalidDestinationException.class);
        assertThat(asked).isEmpty();
    }
}
