package io.wagateway.session;

import io.wagateway.access.Caller;
import io.wagateway.call.Page;
import java.util.List;
import org.apache.camel.Processor;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The steps of the operations on sessions, by the names that routes give them. */
@Configuration(proxyBeanMethods = false)
class SessionSteps {

    /** Leaves the part of the organisation's sessions that was asked for as the body. */
    @Bean
    Processor listSessions(SessionStore store) {
        return exchange -> {
            Page page = Page.of(exchange);
            List<Session> found = store.list(Caller.of(exchange).organization(), page.after(), page.limitAndOne());
            exchange.getMessage().setBody(page.rows(found, Session::id));
        };
    }

    /** Leaves the session that the call is about as the body. */
    @Bean
    Processor answerSession() {
        return exchange -> exchange.getMessage().setBody(Session.of(exchange));
    }
}
