package io.wagateway.pipeline;

/**
 * An answer that goes on after its headers, as the body of a message. It is written piece by piece whenever the caller
 * takes more; no thread waits for the caller.
 */
public interface StreamingResponse {
    /** The way to the caller. */
    interface Line {
        /**
         * Sends some bytes, and what is left of those before, if the caller takes them now; never waits.
         *
         * @return false: nothing was sent, and {@link StreamingResponse#writable} is called when the caller takes more
         */
        boolean send(byte[] bytes);

        /** Whether the caller is still there. */
        boolean isOpen();

        /** Ends the answer. */
        void close();
    }

    /** Its Content-Type. */
    String contentType();

    /** Called once, when the headers may go: must not wait. */
    void begin(Line line);

    /** Called after a refused {@link Line#send}, when the caller takes more: must not wait. */
    void writable();

    /** Called once the line is closed, by whomever. */
    void ended();
}
