package io.wagateway.http;

import java.io.IOException;

/** What a body can ask of the server that the servlet API has no word for. A request attribute of that name. */
interface ServerBody {
    String ATTRIBUTE = ServerBody.class.getName();

    /** Tells a caller who waits for it ({@code Expect: 100-continue}) to send the body. */
    void invite() throws IOException;

    /** Leaves the rest of the body unread: the connection ends with this request. */
    void swallowNothing();
}
