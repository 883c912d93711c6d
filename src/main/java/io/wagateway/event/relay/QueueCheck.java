package io.wagateway.event.relay;

import io.wagateway.error.FailureReason;
import jakarta.jms.Destination;
import jakarta.jms.InvalidDestinationException;
import jakarta.jms.JMSException;
import jakarta.jms.Queue;
import jakarta.jms.Session;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.qpid.jms.JmsConnection;
import org.apache.qpid.jms.JmsConnectionFactory;

/**
 * Checks that a queue exists before the first message goes there over a connection, for a broker that would accept the
 * message and drop it. A consumer of such a queue would learn only that its request timed out.
 */
final class QueueCheck implements GuardedSession.Check {
    /** Milliseconds for the broker's answer, which does not come if there is no such queue. */
    private static final int TIMEOUT = 2_000;

    /** Senders of commands name queues, too. */
    private static final int MAX_KNOWN = 1_000;

    /** Of an account that may write to a queue and not read it: whether the queue exists cannot be known then. */
    private static final String NO_RIGHT_TO_READ = "unauthorized-access";

    /** Of a queue that exists, and that only its owner may read, such as one for replies. */
    private static final String EXCLUSIVE = "resource-locked";

    private final JmsConnectionFactory factory;
    private final AmqpDialect dialect;
    private final Set<String> known = ConcurrentHashMap.newKeySet();

    QueueCheck(JmsConnectionFactory factory, AmqpDialect dialect) {
        this.factory = factory;
        this.dialect = dialect;
    }

    @Override
    public void check(Destination destination) throws JMSException {
        if (destination instanceof Queue queue && !known.contains(queue.getQueueName())) {
            open(queue);
            if (known.size() >= MAX_KNOWN) {
                known.clear();
            }
            known.add(queue.getQueueName());
        }
    }

    /** Opens a consumer on a connection that is not started, so that it gets no message. */
    private void open(Queue queue) throws JMSException {
        AtomicReference<Throwable> refusal = new AtomicReference<>();
        JmsConnection connection = (JmsConnection) factory.createConnection();
        try (connection) {
            connection.setRequestTimeout(TIMEOUT);
            connection.addConnectionListener(new ClosedSessions(refusal::set, () -> {}));
            dialect.configure(connection);
            connection.createSession(Session.AUTO_ACKNOWLEDGE).createConsumer(queue);
        } catch (JMSException e) {
            if (refusal.get() == null) {
                throw e;
            }
            String reason = FailureReason.of(refusal.get());
            if (!reason.contains(NO_RIGHT_TO_READ) && !reason.contains(EXCLUSIVE)) {
                throw new InvalidDestinationException(reason);
            }
        }
    }
}
