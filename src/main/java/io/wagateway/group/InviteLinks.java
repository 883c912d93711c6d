package io.wagateway.group;

import io.wagateway.engine.EngineOperation;
import io.wagateway.error.EngineException;
import io.wagateway.session.Session;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The links that invite into groups. */
final class InviteLinks {
    private static final String PREFIX = "https://chat.whatsapp.com/";
    private static final Pattern INVITE =
            Pattern.compile("\\s*(?:(?i:(?:https?://)?chat\\.whatsapp\\.com/)(?:invite/)?)?"
                    + "([A-Za-z0-9_-]{8,64})/?(?:\\?[^\\s#]*)?(?:#\\S*)?\\s*");

    private final GroupEngine engine;
    private final ChangeRecorder recorder;

    InviteLinks(GroupEngine engine, ChangeRecorder recorder) {
        this.engine = engine;
        this.recorder = recorder;
    }

    /** The full link. */
    CompletableFuture<String> read(GroupCall call) {
        return ask(call, EngineOperation.READ_INVITE, "getGroupInvite");
    }

    /** Makes the link invalid, and returns the full new one. */
    CompletableFuture<String> revoke(GroupCall call) {
        engine.require(call.session(), EngineOperation.REVOKE_INVITE, "revokeGroupInvite");
        return recorder.record(call, IntendedChange.only(IntendedChange.Kind.REVOKE_INVITE), () -> ask(
                        call, EngineOperation.REVOKE_INVITE, "revokeGroupInvite")
                .thenApply(link -> ChangeResult.of(
                        call.gid(),
                        List.of(),
                        List.of(GroupEvents.updated(call.origin(), call.gid(), List.of("invite"))),
                        link)));
    }

    private CompletableFuture<String> ask(GroupCall call, EngineOperation operation, String operationId) {
        engine.require(call.session(), operation, operationId);
        return engine.ask(call, operation, call.engineRequest()).thenApply(response -> code(response.get("invite"))
                .map(code -> PREFIX + code)
                .orElseThrow(EngineException::invalidResponse));
    }

    /**
     * A new request to the engine, with the code of an invite.
     *
     * @param invite that the step {@code readBody} has accepted
     */
    static Map<String, Object> request(Session session, String invite) {
        Map<String, Object> request = GroupEngine.request(session);
        request.put(
                "invite",
                code(invite)
                        .orElseThrow(() -> new IllegalArgumentException("the step readBody accepts no such invite")));
        return request;
    }

    /** The code in a full link, or the code itself; empty if the value is neither. */
    static Optional<String> code(Object invite) {
        return Optional.ofNullable(invite)
                .map(value -> INVITE.matcher(value.toString()))
                .filter(Matcher::matches)
                .map(matcher -> matcher.group(1));
    }
}
