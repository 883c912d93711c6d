package io.wagateway.pipeline;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.stereotype.Component;

/**
 * The calls in flight by request id, so that what knows only the id can tell which requests belong to one call. HTTP and the
 * command consumer begin and end them. If several calls at a time have one id, the first of them stands for all of them
 * until it ends.
 */
@Component
public final class ActiveCalls {
    private final Map<String, ActiveCall> byRequestId = new ConcurrentHashMap<>();

    /** Begins a call; its owner must end it. */
    public ActiveCall begin(String requestId) {
        ActiveCall call = new ActiveCall(requestId);
        byRequestId.putIfAbsent(requestId, call);
        return call;
    }

    public void end(ActiveCall call) {
        byRequestId.remove(call.requestId(), call);
    }

    /** The call with that id; a new one, which ends with its first request, if none is in flight: background work. */
    public ActiveCall find(String requestId) {
        ActiveCall call = requestId == null ? null : byRequestId.get(requestId);
        return call == null ? new ActiveCall(requestId) : call;
    }

    /** The number of calls in flight. */
    public int count() {
        return byRequestId.size();
    }
}
