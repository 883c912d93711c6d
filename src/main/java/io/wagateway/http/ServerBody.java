package io.wagateway.http;

import java.io.IOException;

/** Operations on a body that the servlet API lacks. It is a request attribute named {@link #ATTRIBUTE}. */
interface ServerBody {
    String ATTRIBUTE = ServerBody.class.getName();

    /** Sends {@code 100 Continue} to a caller that waits for it before it sends the body. */
    void sendContinue() throws IOException;

    /** Keeps the server from reading the rest of the body: the connection closes after this request. */
    void disableSwallow();
}
