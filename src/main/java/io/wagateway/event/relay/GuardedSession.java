package io.wagateway.event.relay;

import jakarta.jms.Destination;
import jakarta.jms.JMSException;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A session that checks destinations before it uses them, and that closes itself when a send fails. The broker may have closed
 * the producer's link, for example because somebody deleted the queue; a pool would hand that producer out for ever. It keeps
 * some of its producers open.
 */
final class GuardedSession {
    private static final Logger LOG = LoggerFactory.getLogger(GuardedSession.class);

    /** What a session is asked before its first producer or consumer for a destination. */
    interface Check {
        void check(Destination destination) throws JMSException;
    }

    private GuardedSession() {}

    static Session of(Session session, Check check) {
        ProducerCache producers = new ProducerCache();
        return proxy(Session.class, (proxy, method, arguments) -> {
            boolean isProducer = method.getName().equals("createProducer");
            if (isProducer || method.getName().equals("createConsumer")) {
                check.check((Destination) arguments[0]);
            }
            if (isProducer) {
                Destination destination = (Destination) arguments[0];
                MessageProducer known = producers.get(destination);
                return known == null ? producer(session, destination, producers) : known;
            }
            return invoke(session, method, arguments);
        });
    }

    private static MessageProducer producer(Session session, Destination destination, ProducerCache producers)
            throws JMSException {
        MessageProducer producer = session.createProducer(destination);
        MessageProducer guarded = proxy(MessageProducer.class, (proxy, method, arguments) -> {
            try {
                if (method.getName().startsWith("set")) {
                    // The next one who asks for it must not find it changed.
                    producers.remove(destination);
                }
                boolean stays = method.getName().equals("close") && producers.get(destination) == proxy;
                return stays ? null : invoke(producer, method, arguments);
            } catch (JMSException e) {
                if (method.getName().equals("send")) {
                    producers.remove(destination);
                    close(session);
                }
                throw e;
            }
        });
        producers.put(destination, guarded, producer);
        return guarded;
    }

    /** One with a transaction ends with it. */
    private static void close(Session session) {
        try {
            if (!session.getTransacted()) {
                session.close();
            }
        } catch (JMSException e) {
            LOG.debug("The session was closed already", e);
        }
    }

    private static Object invoke(Object target, Method method, Object[] arguments) throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw e.getTargetException();
        }
    }

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }
}
