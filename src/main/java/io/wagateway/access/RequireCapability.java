package io.wagateway.access;

import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/** Steps {@code requireRead}, {@code requireSend}, {@code requireManage}: 403 if the caller lacks it. */
record RequireCapability(Capability capability) implements Processor {
    @Override
    public void process(Exchange exchange) {
        Caller.of(exchange).require(capability);
    }
}
