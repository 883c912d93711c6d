package io.wagateway.session;

import io.wagateway.access.Caller;
import io.wagateway.event.log.Origin;
import io.wagateway.pipeline.Accept;
import io.wagateway.pipeline.AsyncStep;
import io.wagateway.pipeline.CallContext;
import io.wagateway.pipeline.Page;
import io.wagateway.pipeline.ResponseTags;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.camel.AsyncProcessor;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.MediaType;

/** The steps of the operations on sessions, by the names that routes give them. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({SessionProperties.class, SessionProvisioningProperties.class})
class SessionProcessors {

    /** Leaves the part of the organisation's sessions that was asked for as the body. */
    @Bean
    Processor listSessions(SessionStore store, SyncStore syncs) {
        return exchange -> {
            Page page = Page.of(exchange);
            List<Session> found = store.list(Caller.of(exchange).organization(), page.after(), page.limitAndOne());
            List<String> ids = found.stream().map(Session::id).toList();
            exchange.getMessage().setBody(page.rows(SessionResponse.of(found, syncs.find(ids)), SessionResponse::id));
        };
    }

    /** Leaves the session that the call is about as the body. */
    @Bean
    Processor answerSession(SyncStore syncs) {
        return exchange -> {
            List<Session> one = List.of(Session.of(exchange));
            exchange.getMessage()
                    .setBody(SessionResponse.of(
                                    one, syncs.find(List.of(one.get(0).id())))
                            .get(0));
        };
    }

    /** Makes the session that the body describes, which the call is about from then on. */
    @Bean
    Processor createSession(SessionCreation creation) {
        return exchange -> {
            Session session = creation.create(Caller.of(exchange).organization(), CallContext.input(exchange));
            session.attachTo(exchange);
            exchange.setProperty(ResponseTags.ENGINE, session.engine());
        };
    }

    /** Starts a session that was just made; one that cannot be started stays. */
    @Bean
    AsyncProcessor startCreatedSession(SessionLifecycle lifecycle) {
        return change(lifecycle::startCreated);
    }

    /** Makes the account exist at the engine, and begins to connect it. */
    @Bean
    AsyncProcessor startSession(SessionLifecycle lifecycle) {
        return change(lifecycle::start);
    }

    /** Disconnects the account. */
    @Bean
    AsyncProcessor stopSession(SessionLifecycle lifecycle) {
        return change(lifecycle::stop);
    }

    /** Disconnects the account, and begins to connect it. */
    @Bean
    AsyncProcessor restartSession(SessionLifecycle lifecycle) {
        return change(lifecycle::restart);
    }

    /** Unpairs the account. */
    @Bean
    AsyncProcessor logoutSession(SessionLifecycle lifecycle) {
        return change(lifecycle::logout);
    }

    /** Forgets the session, here and at the engine. */
    @Bean
    AsyncProcessor deleteSession(SessionLifecycle lifecycle) {
        return AsyncStep.of(exchange -> {
            Session session = Session.of(exchange);
            return lifecycle.delete(session.origin(exchange), session);
        });
    }

    /** Leaves the code to be scanned as the body, and whether the caller would rather see it as {@code asPicture}. */
    @Bean
    AsyncProcessor readQrCode(Pairing pairing) {
        return AsyncStep.of(
                exchange -> pairing.qr(CallContext.requestId(exchange), Session.of(exchange)), (exchange, code) -> {
                    exchange.setProperty(
                            "asPicture", Accept.of(exchange).prefers(MediaType.IMAGE_PNG, MediaType.APPLICATION_JSON));
                    exchange.getMessage().setBody(code);
                });
    }

    /** Makes the code a picture. */
    @Bean
    Processor drawQrCode() {
        return exchange -> {
            String code = exchange.getMessage().getBody(Pairing.QrCode.class).code();
            exchange.getMessage().setBody(QrPicture.draw(code));
        };
    }

    /** Leaves the code to be typed as the body. */
    @Bean
    AsyncProcessor readPairingCode(Pairing pairing) {
        return AsyncStep.of(
                exchange -> pairing.pairingCode(CallContext.requestId(exchange), Session.of(exchange), phone(exchange)),
                (exchange, code) -> exchange.getMessage().setBody(code));
    }

    /** Does what a phone does that scans the code. */
    @Bean
    AsyncProcessor scanSimulatedCode(SimulatorPairing scan) {
        return AsyncStep.of(
                exchange -> {
                    Session session = Session.of(exchange);
                    return scan.scan(session.origin(exchange), session, phone(exchange));
                },
                (exchange, session) -> session.attachTo(exchange));
    }

    private static String phone(Exchange exchange) {
        return (String) CallContext.input(exchange).get("phone");
    }

    private interface Change {
        CompletableFuture<Session> of(Origin origin, Session session);
    }

    private static AsyncProcessor change(Change change) {
        return AsyncStep.of(
                exchange -> {
                    Session session = Session.of(exchange);
                    return change.of(session.origin(exchange), session);
                },
                (exchange, session) -> session.attachTo(exchange));
    }
}
