package io.wagateway.pipeline;

/**
 * The body of a message that is a stream, such as server-sent events. It is written piece by piece when the caller's
 * connection takes more; no thread waits for the caller.
 */
public interface StreamingResponse {
    /** The connection to the caller. */
    interface Output {
        /**
         * Sends bytes, and flushes those before, if the connection takes them now; never waits.
         *
         * @return false if nothing was sent; {@link StreamingResponse#writable} is called when the connection takes more
         */
        boolean send(byte[] bytes);

        /** Whether the caller is still connected. */
        boolean isOpen();

        /** Ends the response. */
        void close();
    }

    /** The header {@code Content-Type}. */
    String contentType();

    /** Called once, when the response may start; must not wait. */
    void begin(Output output);

    /** Called after {@link Output#send} has returned false, when the connection takes more; must not wait. */
    void writable();

    /** Called once, when the output is closed by either side. */
    void ended();
}
