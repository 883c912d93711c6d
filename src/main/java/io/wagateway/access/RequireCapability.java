package io.wagateway.access;

import io.wagateway.error.ForbiddenException;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/** Steps {@code requireRead}, {@code requireSend}, {@code requireManage}: 403 if the caller lacks it. */
record RequireCapability(Capability capability) implements Processor {
    @Override
    public void process(Exchange exchange) {
        if (!Caller.of(exchange).capabilities().contains(capability)) {
            throw new ForbiddenException(
                    "the token lacks the capability '" + capability.wireName() + "'",
                    Map.of("capability", capability.wireName()));
        }
    }
}
