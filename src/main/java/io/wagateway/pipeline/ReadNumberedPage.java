package io.wagateway.pipeline;

import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.springframework.stereotype.Component;

/** Step {@code readNumberedPage}: as {@code readPage}, for a list that is sorted by a number. */
@Component("readNumberedPage")
final class ReadNumberedPage implements Processor {
    private final CursorCipher cipher;

    ReadNumberedPage(CursorCipher cipher) {
        this.cipher = cipher;
    }

    @Override
    public void process(Exchange exchange) {
        Page page = Page.read(exchange, cipher);
        page.afterNumber();
        page.attachTo(exchange);
    }
}
