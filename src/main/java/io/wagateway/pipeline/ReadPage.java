package io.wagateway.pipeline;

import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.springframework.stereotype.Component;

/** Step {@code readPage}: the page of a list that the caller requests; 400 if {@code limit} or {@code cursor} is wrong. */
@Component("readPage")
final class ReadPage implements Processor {
    private final CursorCipher cipher;

    ReadPage(CursorCipher cipher) {
        this.cipher = cipher;
    }

    @Override
    public void process(Exchange exchange) {
        Page.read(exchange, cipher).attachTo(exchange);
    }
}
