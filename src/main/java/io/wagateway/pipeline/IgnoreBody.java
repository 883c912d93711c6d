package io.wagateway.pipeline;

import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.support.AsyncProcessorSupport;
import org.springframework.stereotype.Component;

/** Step {@code ignoreBody}: the operation uses no body; one of more than 64 KiB is refused all the same (413). */
@Component("ignoreBody")
final class IgnoreBody extends AsyncProcessorSupport {
    @Override
    public boolean process(Exchange exchange, AsyncCallback callback) {
        CallBody body = exchange.getProperty(CallContext.BODY, CallBody.class);
        if (body == null) {
            callback.done(true);
            return true;
        }
        return AsyncSteps.await(exchange, callback, body.discard(), nothing -> {});
    }
}
