package io.wagateway.command;

import io.wagateway.error.FailureReason;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.Session;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.apache.camel.component.jms.DefaultJmsMessageListenerContainer;
import org.apache.camel.component.jms.JmsEndpoint;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Receives commands by JMS, so that no message stops the later ones for ever: one that the route does not end comes again
 * after a pause, and one that the route cannot even read after some deliveries is replaced by a message without content,
 * which the route answers with 400 and puts into the dead letters. Not every broker counts deliveries or delays them.
 */
final class CommandListener extends DefaultJmsMessageListenerContainer {
    /** Spring's own lines, which application.yaml leaves out, have this class's name. */
    private static final Logger LOG = LoggerFactory.getLogger(CommandConsumer.class);

    private static final String DELIVERIES = "JMSXDeliveryCount";
    private static final int MAX_DELIVERIES = 3;
    private static final long STEP_MILLIS = 100;

    private final MessagesInWork inWork;

    CommandListener(JmsEndpoint endpoint, MessagesInWork inWork) {
        super(endpoint);
        this.inWork = inWork;
    }

    @Override
    protected void invokeListener(Session session, Message message) throws JMSException {
        inWork.begin(message);
        try {
            removeUnreadableFields(message);
            super.invokeListener(session, message);
        } catch (JMSException | RuntimeException | Error e) {
            if (inWork.isRead(message) || !isRunning() || deliveries(message) < MAX_DELIVERIES) {
                pause(message);
                throw e;
            }
            LOG.warn("A message that cannot be read is replaced by one without content: {}", FailureReason.of(e));
            invokeWithoutContent(session, message);
        } finally {
            inWork.end(message);
        }
    }

    private void invokeWithoutContent(Session session, Message message) throws JMSException {
        Message empty = session.createMessage();
        inWork.begin(empty);
        try {
            super.invokeListener(session, empty);
        } catch (JMSException | RuntimeException | Error e) {
            if (inWork.isRead(empty) || !isRunning()) {
                // The broker takes neither its reply nor its dead letter.
                pause(message);
                throw e;
            }
            LOG.error("A message is acknowledged and lost: the route cannot handle it: {}", FailureReason.of(e));
        } finally {
            inWork.end(empty);
        }
    }

    /** A client may fail to read a field that has a type of AMQP which JMS does not know. Camel would read it, too. */
    private static void removeUnreadableFields(Message message) throws JMSException {
        if (!isReadable(message::getJMSMessageID)) {
            message.setJMSMessageID(null);
        }
        if (!isReadable(message::getJMSCorrelationID)) {
            message.setJMSCorrelationID(null);
        }
        if (!isReadable(message::getJMSReplyTo)) {
            message.setJMSReplyTo(null);
        }
    }

    private static boolean isReadable(Callable<?> field) {
        try {
            field.call();
            return true;
        } catch (Exception e) {
            return false;
        }
    }

    /** Also the sender may have set it: a wrong number only shortens or prolongs the life of the message that has it. */
    private static int deliveries(Message message) {
        try {
            int deliveries = message.getIntProperty(DELIVERIES);
            return deliveries < 1 ? MAX_DELIVERIES : deliveries;
        } catch (JMSException | RuntimeException e) {
            return MAX_DELIVERIES;
        }
    }

    /** Ends early when the container stops. */
    private void pause(Message message) {
        long millis = BackOff.millis(deliveries(message), null);
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        try {
            while (isRunning() && System.nanoTime() - end < 0) {
                Thread.sleep(STEP_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
