package io.wagateway.event.relay;

import java.util.Map;
import org.apache.qpid.jms.JmsConnection;
import org.apache.qpid.jms.provider.amqp.message.AmqpJmsMessageFactory;
import org.apache.qpid.proton.amqp.Symbol;
import org.apache.qpid.proton.engine.Connection;

/**
 * What AMQP 1.0 leaves to the broker: how a queue or a topic is addressed, and whether there are transactions. The product
 * and version that the broker names when a connection opens decide.
 */
enum AmqpDialect {
    /** Artemis, Qpid, ...: a name is an address, and a session may be transacted. */
    STANDARD(null, null),

    /** RabbitMQ 3 with the plugin {@code rabbitmq_amqp1_0}. It accepts a message to a queue that does not exist, and drops it. */
    RABBITMQ_3("/amq/queue/", "/topic/"),

    /** RabbitMQ 4 and later, with addresses of version 2. */
    RABBITMQ_4("/queues/", "/exchanges/amq.topic/");

    private static final String RABBITMQ = "RabbitMQ";

    private final String queuePrefix;
    private final String topicPrefix;

    AmqpDialect(String queuePrefix, String topicPrefix) {
        this.queuePrefix = queuePrefix;
        this.topicPrefix = topicPrefix;
    }

    /** @param connection one that is open */
    static AmqpDialect of(JmsConnection connection) {
        return connection.getMessageFactory() instanceof AmqpJmsMessageFactory amqp
                ? of(proton(amqp).getRemoteProperties())
                : STANDARD;
    }

    private static Connection proton(AmqpJmsMessageFactory amqp) {
        return amqp.getAmqpConnection().getProvider().getProtonConnection();
    }

    /** @param properties those of the broker's open frame, null if it sent none */
    static AmqpDialect of(Map<Symbol, Object> properties) {
        if (properties == null || !RABBITMQ.equals(properties.get(Symbol.valueOf("product")))) {
            return STANDARD;
        }
        String version = String.valueOf(properties.get(Symbol.valueOf("version")));
        return version.matches("[0-3]\\..*") ? RABBITMQ_3 : RABBITMQ_4;
    }

    /** Prefixes of the URL take precedence. */
    void configure(JmsConnection connection) {
        if (connection.getQueuePrefix() == null) {
            connection.setQueuePrefix(queuePrefix);
        }
        if (connection.getTopicPrefix() == null) {
            connection.setTopicPrefix(topicPrefix);
        }
        if (isRabbitMq()) {
            // Its consumers need not be programs in Java: a property may have any name.
            connection.setValidatePropertyNames(false);
            // A consumer without a message must not ask the broker for one: RabbitMQ 3.10 ends the session then.
            connection.setReceiveLocalOnly(true);
            connection.setReceiveNoWaitLocalOnly(true);
        }
        configureTransport(connection);
    }

    /** Also after the client has connected again by itself: it has a new transport then. */
    void configureTransport(JmsConnection connection) {
        if (this == RABBITMQ_3 && connection.getMessageFactory() instanceof AmqpJmsMessageFactory amqp) {
            RejectedForModified.configure(proton(amqp).getTransport());
        }
    }

    boolean isRabbitMq() {
        return this != STANDARD;
    }

    boolean hasTransactions() {
        return !isRabbitMq();
    }

    boolean dropsUnroutableMessages() {
        return this == RABBITMQ_3;
    }
}
