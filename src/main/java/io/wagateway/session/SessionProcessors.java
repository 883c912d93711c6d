package io.wagateway.session;

import io.wagateway.access.Caller;
import io.wagateway.event.log.Origin;
import io.wagateway.pipeline.Accept;
import io.wagateway.pipeline.AsyncStep;
import io.wagateway.pipeline.CallContext;
import io.wagateway.pipeline.KeptAnswer;
import io.wagateway.pipeline.Page;
import io.wagateway.pipeline.ResponseTags;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;
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
    private static final int CREATED = 201;

    /** The body becomes the requested page of the organisation's sessions. */
    @Bean
    Processor listSessions(SessionStore store, SyncStore syncs) {
        return exchange -> {
            Page page = Page.of(exchange);
            Caller caller = Caller.of(exchange);
            List<Session> found =
                    store.list(caller.organization(), caller.scope().sessions(), page.after(), page.limitAndOne());
            exchange.getMessage().setBody(page.rows(responses(caller, found, syncs), SessionResponse::id));
        };
    }

    /** The body becomes the session of the call. */
    @Bean("answerSession")
    Processor sessionResponse(SyncStore syncs) {
        return exchange -> {
            List<Session> one = List.of(Session.of(exchange));
            exchange.getMessage()
                    .setBody(responses(Caller.of(exchange), one, syncs).get(0));
        };
    }

    /** A caller who is narrowed to groups must not learn how many others there are, nor pair the account. */
    private static List<SessionResponse> responses(Caller caller, List<Session> sessions, SyncStore syncs) {
        Map<String, SessionSync> found =
                new HashMap<>(syncs.find(sessions.stream().map(Session::id).toList()));
        if (caller.scope().groups() == null) {
            return SessionResponse.of(sessions, found);
        }
        found.replaceAll((id, sync) -> sync.withoutGroups());
        return SessionResponse.of(sessions.stream().map(Session::withoutDetails).toList(), found);
    }

    /** Creates the session that the body describes; it becomes the session of the call. */
    @Bean
    Processor createSession(SessionCreation creation) {
        return exchange -> {
            Session session = creation.create(
                    Caller.of(exchange).organization(), CallContext.input(exchange), created -> KeptAnswer.of(exchange)
                            .ifPresent(answer ->
                                    answer.keepMeanwhile(CREATED, new SessionResponse(created, SessionSync.NEVER))));
            session.attachTo(exchange);
            exchange.setProperty(ResponseTags.ENGINE, session.engine());
        };
    }

    /** Starts a new session; one that cannot be started stays. */
    @Bean
    AsyncProcessor startCreatedSession(SessionLifecycle lifecycle) {
        return change(lifecycle::startCreated);
    }

    /** Creates the account at the engine if it is missing, and begins to connect it. */
    @Bean
    AsyncProcessor startSession(SessionLifecycle lifecycle) {
        return change(lifecycle::start);
    }

    /** Disconnects the account. */
    @Bean
    AsyncProcessor stopSession(SessionLifecycle lifecycle) {
        return change(lifecycle::stop);
    }

    /** Disconnects the account, and begins to connect it again. */
    @Bean
    AsyncProcessor restartSession(SessionLifecycle lifecycle) {
        return change(lifecycle::restart);
    }

    /** Unpairs the account. */
    @Bean
    AsyncProcessor logoutSession(SessionLifecycle lifecycle) {
        return change(lifecycle::logout);
    }

    /** Deletes the session, here and at the engine. */
    @Bean
    AsyncProcessor deleteSession(SessionLifecycle lifecycle) {
        return AsyncStep.of(exchange -> {
            Session session = Session.of(exchange);
            return lifecycle.delete(session.origin(exchange), session);
        });
    }

    /** The body becomes the code to scan; the property {@code asPicture} says whether the caller prefers a picture. */
    @Bean
    AsyncProcessor readQrCode(Pairing pairing) {
        return AsyncStep.of(
                exchange -> pairing.qr(CallContext.call(exchange), Session.of(exchange)), (exchange, code) -> {
                    exchange.setProperty(
                            "asPicture", Accept.of(exchange).prefers(MediaType.IMAGE_PNG, MediaType.APPLICATION_JSON));
                    exchange.getMessage().setBody(code);
                });
    }

    /** The body becomes a PNG of the code. */
    @Bean
    Processor drawQrCode() {
        return exchange -> {
            String code = exchange.getMessage().getBody(Pairing.QrCode.class).code();
            exchange.getMessage().setBody(QrPicture.draw(code));
        };
    }

    /** The body becomes the code to type. */
    @Bean
    AsyncProcessor readPairingCode(Pairing pairing) {
        return AsyncStep.of(
                exchange -> pairing.pairingCode(CallContext.call(exchange), Session.of(exchange), phone(exchange)),
                (exchange, code) -> exchange.getMessage().setBody(code));
    }

    /** The body becomes what the engine waits for; 409 if that is no passkey. */
    @Bean
    AsyncProcessor readPasskey(PasskeyPairing pairing) {
        return AsyncStep.of(
                exchange -> pairing.read(
                        CallContext.call(exchange), Session.of(exchange), CallContext.operationId(exchange)),
                (exchange, passkey) -> exchange.getMessage().setBody(passkey));
    }

    /** Gives the engine the passkey's answer. */
    @Bean
    AsyncProcessor answerPasskey(PasskeyPairing pairing) {
        return replace(
                (exchange, session) -> pairing.answer(session.origin(exchange), session, CallContext.input(exchange)));
    }

    /** Tells the engine that the phone shows the same code. */
    @Bean
    AsyncProcessor confirmPasskey(PasskeyPairing pairing) {
        return change(pairing::confirm);
    }

    /** Scans the code, as a phone would. */
    @Bean
    AsyncProcessor scanSimulatedCode(SimulatorPairing pairing) {
        return replace((exchange, session) -> pairing.scan(
                session.origin(exchange),
                session,
                phone(exchange),
                Boolean.TRUE.equals(CallContext.input(exchange).get("passkey"))));
    }

    /** Does to a group of the simulator what somebody's phone would do; 404 if no account of the organisation is in it. */
    @Bean
    Processor actOnSimulatedGroup(SimulatorActs acts) {
        return exchange ->
                acts.act(Caller.of(exchange), CallContext.parameter(exchange, "gid"), CallContext.input(exchange));
    }

    private static String phone(Exchange exchange) {
        return (String) CallContext.input(exchange).get("phone");
    }

    private interface Change {
        CompletableFuture<Session> of(Origin origin, Session session);
    }

    private static AsyncProcessor change(Change change) {
        return replace((exchange, session) -> change.of(session.origin(exchange), session));
    }

    /** The session that results replaces the one of the call. */
    private static AsyncProcessor replace(BiFunction<Exchange, Session, CompletableFuture<Session>> change) {
        return AsyncStep.of(
                exchange -> change.apply(exchange, Session.of(exchange)),
                (exchange, session) -> session.attachTo(exchange));
    }
}
