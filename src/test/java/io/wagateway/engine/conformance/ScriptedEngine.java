package io.wagateway.engine.conformance;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;

/** A server that gives the answers that a test lists, one after the other. */
final class ScriptedEngine extends FakeServer {
    private final Queue<Reply> replies = new ArrayDeque<>();
    private volatile Fault fault;

    ScriptedEngine() {
        start();
    }

    void replies(Reply... next) {
        replies.addAll(List.of(next));
    }

    /** The fault of every request, until the test calls forget(). */
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
