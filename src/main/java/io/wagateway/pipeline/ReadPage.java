package io.wagateway.pipeline;

import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.springframework.stereotype.Component;

/** Step {@code readPage}: which part of a list is asked for; 400 where {@code limit} or {@code cursor} is wrong. */
@Component("readPage")
final class ReadPage implements Processor {
    @Override
    public void process(Exchange exchange) {
        Page.read(Query.of(exchange)).enter(exchange);
    }
}
