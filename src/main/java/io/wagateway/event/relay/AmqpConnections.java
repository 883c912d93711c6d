package io.wagateway.event.relay;

import io.wagateway.error.FailureReason;
import jakarta.jms.Connection;
import jakarta.jms.IllegalStateException;
import jakarta.jms.JMSException;
import jakarta.jms.Session;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.qpid.jms.JmsConnection;
import org.apache.qpid.jms.JmsConnectionFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jms.connection.CachingConnectionFactory;

/**
 * The one connection to the broker. Each time it opens, it adapts to the product that answers. On a broker without
 * transactions a session that should be transacted acknowledges each message when its route has ended: Spring's listener
 * container then acknowledges where it would commit, and recovers the session where it would roll back.
 */
final class AmqpConnections extends CachingConnectionFactory {
    /** Spring's own lines, which application.yaml leaves out, have this class's name. */
    private static final Logger LOG = LoggerFactory.getLogger(AmqpBroker.class);

    private static final int SESSIONS = 32;

    private final JmsConnectionFactory target;
    private volatile AmqpDialect dialect = AmqpDialect.STANDARD;
    private volatile QueueCheck queues;
    /** A consumer asks again and again. */
    private final AtomicReference<String> lastRefusal = new AtomicReference<>();

    AmqpConnections(JmsConnectionFactory target) {
        super(target);
        this.target = target;
        setSessionCacheSize(SESSIONS);
        // A cached consumer would take messages after its listener is gone.
        setCacheConsumers(false);
        // A session has its own ProducerCache.
        setCacheProducers(false);
    }

    /** Of the last connection that opened. */
    AmqpDialect dialect() {
        return dialect;
    }

    @Override
    protected void prepareConnection(Connection connection) throws JMSException {
        super.prepareConnection(connection);
        JmsConnection open = (JmsConnection) connection;
        AmqpDialect found = AmqpDialect.of(open);
        found.configure(open);
        open.addConnectionListener(new ClosedSessions(this::logOnce, () -> found.configureTransport(open)));
        queues = new QueueCheck(target, found);
        if (found != dialect) {
            LOG.info("AMQP broker: {}, addresses of queues begin with {}", found, open.getQueuePrefix());
        }
        dialect = found;
        lastRefusal.set(null);
    }

    @Override
    protected Session createSession(Connection connection, Integer mode) throws JMSException {
        boolean acknowledges = mode == Session.SESSION_TRANSACTED && !dialect.hasTransactions();
        Session session = super.createSession(connection, acknowledges ? Session.CLIENT_ACKNOWLEDGE : mode);
        return GuardedSession.of(session, dialect.dropsUnroutableMessages() ? queues : destination -> {});
    }

    /** Never a session that the broker has closed: RabbitMQ does so when it refuses a queue. */
    @Override
    protected Session getSession(Connection connection, Integer mode) throws JMSException {
        Session session = super.getSession(connection, mode);
        while (session != null && isClosed(session)) {
            session = super.getSession(connection, mode);
        }
        return session;
    }

    private void logOnce(Throwable cause) {
        String reason = FailureReason.of(cause);
        if (!reason.equals(lastRefusal.getAndSet(reason))) {
            LOG.warn("The AMQP broker refuses what gateway.events or gateway.commands names: {}", reason);
        }
    }

    private static boolean isClosed(Session session) throws JMSException {
        try {
            session.getTransacted();
            return false;
        } catch (IllegalStateException e) {
            return true;
        }
    }
}
