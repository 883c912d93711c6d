package io.wagateway.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageListener;
import jakarta.jms.Session;
import jakarta.jms.TextMessage;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import org.apache.camel.component.jms.JmsEndpoint;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.jms.listener.DefaultMessageListenerContainer;

/** What becomes of a message by its listener's failures; the sessions and the messages are none of a broker. */
@ExtendWith(OutputCaptureExtension.class)
class CommandListenerTest {
    private final MessagesInWork inWork = new MessagesInWork();
    private final List<Message> heard = new ArrayList<>();
    private final List<String> removed = new ArrayList<>();
    private final Message empty = message(Message.class, 1);
    private final Session session =
            fake(Session.class, (proxy, method, arguments) -> method.getName().equals("createMessage") ? empty : null);

    private static <T> T fake(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }

    private <T extends Message> T message(Class<T> type, int deliveries) {
        return fake(type, (proxy, method, arguments) -> {
            if (method.getName().startsWith("setJMS")) {
                removed.add(method.getName());
            }
            return switch (method.getName()) {
                case "getIntProperty" -> deliveries;
                case "toString" -> "a message";
                case "getJMSMessageID" -> throw new IllegalArgumentException("Unsupported type provided: a map");
                default -> null;
            };
        });
    }

    /** It runs, unless it is stopped, without a broker. */
    private void receive(Message message, MessageListener route) throws JMSException {
        JmsEndpoint endpoint = new JmsEndpoint() {
            private int asked;

            @Override
            public boolean isRunning() {
                // Enough to decide; no pause is waited for.
                return asked++ < 2;
            }

            @Override
            public boolean isAcceptMessagesWhileStopping() {
                return true;
            }
        };
        CommandListener listener = new CommandListener(endpoint, inWork);
        listener.setMessageListener(route);
        listener.setCacheLevel(DefaultMessageListenerContainer.CACHE_NONE);
        listener.start();
        listener.invokeListener(session, message);
    }

    private MessageListener unable() {
        return message -> {
            heard.add(message);
            if (message != empty) {
                throw new IllegalArgumentException("nobody can read this");
            }
        };
    }

    /** Camel reads it, too, before the route has the message. */
    @Test
    void field_thatCannotBeRead_isRemoved() throws JMSException {
        receive(message(TextMessage.class, 1), message -> heard.add(message));
        assertThat(heard).hasSize(1);
        assertThat(removed).containsExactly("setJMSMessageID");
    }

    @Test
    void message_thatCannotBeRead_goesBackToTheBrokerAtFirst() {
        Message message = message(TextMessage.class, 2);
        assertThatThrownBy(() -> receive(message, unable())).isInstanceOf(IllegalArgumentException.class);
        assertThat(heard).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 4_000, 0, Integer.MIN_VALUE})
    void message_thatCannotBeReadAgainAndAgain_isReplacedByOneWithoutContent(int deliveries) throws JMSException {
        receive(message(TextMessage.class, deliveries), unable());
        assertThat(heard).hasSize(2);
        assertThat(heard.get(1)).isSameAs(empty);
    }

    @Test
    void message_thatNothingCanBeDoneWith_isAcknowledgedWithAnError(CapturedOutput log) throws JMSException {
        receive(message(TextMessage.class, 3), message -> {
            throw new IllegalStateException("not this one, either");
        });
        assertThat(log.getAll().lines().filter(line -> line.contains("ERROR"))).hasSize(1);
    }

    /** Its reply, or its dead letter, cannot be sent: the command is not lost. */
    @Test
    void message_thatTheRouteHasRead_goesBackToTheBrokerForEver() {
        Message message = message(TextMessage.class, 4_000);
        assertThatThrownBy(() -> receive(message, each -> {
                    heard.add(each);
                    inWork.setRead(each);
                    throw new IllegalStateException("the queue of replies is full");
                }))
                .isInstanceOf(IllegalStateException.class);
        assertThat(heard).hasSize(1);
        assertThat(inWork.isRead(message)).isFalse();
    }
}
