package io.wagateway.pipeline;

import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.springframework.stereotype.Component;

/**
 * Step {@code readLivePage}: as {@code readPage}, for a list that an engine returns. It takes no turn: the call waits for the
 * engine and not for the database, and a slow engine must not delay other lists.
 */
@Component("readLivePage")
final class ReadLivePage implements Processor {
    private final CursorCipher cipher;

    ReadLivePage(CursorCipher cipher) {
        this.cipher = cipher;
    }

    @Override
    public void process(Exchange exchange) {
        Page.read(exchange, cipher).attachTo(exchange);
    }
}
