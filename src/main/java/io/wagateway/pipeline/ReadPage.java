package io.wagateway.pipeline;

import java.util.concurrent.CompletableFuture;
import org.apache.camel.Exchange;
import org.apache.camel.support.SynchronizationAdapter;
import org.springframework.stereotype.Component;

/**
 * Step {@code readPage}: the page of a list that the caller requests; 400 if {@code limit} or {@code cursor} is wrong. It
 * waits while too many pages are being built: each is in memory as a whole, some megabytes at worst, and holds a connection to
 * the database.
 */
@Component("readPage")
class ReadPage extends AsyncStep<Void> {
    private final CursorCipher cipher;
    private final Turns turns;

    ReadPage(CursorCipher cipher, Turns pageTurns) {
        this.cipher = cipher;
        this.turns = pageTurns;
    }

    @Override
    protected CompletableFuture<Void> begin(Exchange exchange) {
        Page page = Page.read(exchange, cipher);
        check(page);
        page.attachTo(exchange);
        return turns.begin(organization(exchange));
    }

    /** 400 if the page is none of this kind of list. */
    void check(Page page) {
        // Any text may be the key of a row.
    }

    @Override
    protected void complete(Exchange exchange, Void turn) {
        exchange.getExchangeExtension().addOnCompletion(new SynchronizationAdapter() {
            @Override
            public void onDone(Exchange done) {
                turns.end(organization(exchange));
            }
        });
    }

    private static String organization(Exchange exchange) {
        return CallContext.call(exchange).organization();
    }
}
