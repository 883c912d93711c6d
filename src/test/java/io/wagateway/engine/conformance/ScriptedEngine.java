package io.wagateway.engine.conformance;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;

/** A server that answers what a test says, one after the other. */
final class ScriptedEngine extends FakeServer {
    private final Queue<Reply> replies = new ArrayDeque<>();
    private volatile Fault fault;

    ScriptedEngine() {
        start();
    }

    void replies(Reply... next) {
        replies.addAll(List.of(next));
    }

    /** What happens to every request until all is forgotten. */
    void fail(Fault every) {
        fault = every;
    }

    void forget() {
        requests().clear();
        replies.clear();
        fault = null;
    }

    @Override
    Reply answer(Request request) {
        Reply next = replies.poll();
        return next != null ? next : new Reply(500, "text/plain", "nobody asked for that");
    }

    @Override
    Fault fault(Request request) {
        return fault;
    }
}
