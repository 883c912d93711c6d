package io.wagateway.group;

import io.wagateway.engine.ChangeOutcome;
import io.wagateway.engine.EngineOperation;
import io.wagateway.error.EngineException;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** Changes the pictures of groups. No read of a group shows whether it was done. */
final class GroupPictures {
    private static final String FIELD = "picture";

    private final GroupEngine engine;
    private final ChangeRecorder recorder;

    GroupPictures(GroupEngine engine, ChangeRecorder recorder) {
        this.engine = engine;
        this.recorder = recorder;
    }

    /** @param jpeg as {@link GroupPicture} makes it */
    CompletableFuture<Void> set(GroupCall call, byte[] jpeg) {
        Map<String, Object> request = call.engineRequest();
        request.put(FIELD, Base64.getEncoder().encodeToString(jpeg));
        return change(call, EngineOperation.SET_PICTURE, request);
    }

    /** No change if it has none. */
    CompletableFuture<Void> delete(GroupCall call) {
        return change(call, EngineOperation.DELETE_PICTURE, call.engineRequest());
    }

    private CompletableFuture<Void> change(GroupCall call, EngineOperation operation, Map<String, Object> request) {
        engine.require(call, operation);
        return recorder.record(
                call, IntendedChange.only(IntendedChange.Kind.PICTURE), () -> engine.ask(call, operation, request)
                        .thenApply(response -> {
                            if (GroupEngine.outcome(response) != ChangeOutcome.DONE) {
                                throw EngineException.outcomeUnknown(
                                        "the session's engine cannot tell whether WhatsApp applied the change");
                            }
                            return ChangeResult.of(
                                    call.gid(),
                                    List.of(),
                                    List.of(GroupEvents.updated(call.origin(), call.gid(), List.of(FIELD))),
                                    null);
                        }));
    }
}
