package io.wagateway.pipeline;

import org.springframework.stereotype.Component;

/** Step {@code readNumberedPage}: as {@code readPage}, for a list that is sorted by a number. */
@Component("readNumberedPage")
final class ReadNumberedPage extends ReadPage {

    ReadNumberedPage(CursorCipher cipher, Turns pageTurns) {
        super(cipher, pageTurns);
    }

    @Override
    void check(Page page) {
        page.afterNumber();
    }
}
