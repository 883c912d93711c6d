package io.wagateway.session;

import io.wagateway.access.Caller;
import io.wagateway.error.NotFoundException;
import io.wagateway.pipeline.CallContext;
import io.wagateway.pipeline.ResponseTags;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.springframework.stereotype.Component;

/** Step {@code findSession}: the session of the path; 404 if it does not exist or is another organisation's. */
@Component("findSession")
final class FindSession implements Processor {
    private final Sessions sessions;

    FindSession(Sessions sessions) {
        this.sessions = sessions;
    }

    @Override
    public void process(Exchange exchange) {
        String id = CallContext.parameter(exchange, "session");
        Session session = sessions.find(id, Caller.of(exchange).organization())
                .orElseThrow(() -> new NotFoundException("session not found"));
        session.attachTo(exchange);
        exchange.setProperty(ResponseTags.ENGINE, session.engine());
    }
}
