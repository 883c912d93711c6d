package io.wagateway.group;

import io.wagateway.engine.EngineOperation;
import io.wagateway.engine.Jids;
import io.wagateway.error.EngineException;
import io.wagateway.error.NotFoundException;
import io.wagateway.pipeline.AsyncStep;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** Finds out where an invite leads to; the account joins nothing. */
final class InvitePreviews {
    private final GroupEngine engine;
    private final CallRenewal renewal;

    InvitePreviews(GroupEngine engine, CallRenewal renewal) {
        this.engine = engine;
        this.renewal = renewal;
    }

    /**
     * {@code {groupJid, subject, description, participantCount, joinApproval, isMember}}; what is not known is null.
     *
     * @param invite a code, or the full link
     */
    CompletableFuture<Map<String, Object>> preview(GroupCall call, String invite) {
        engine.require(call, EngineOperation.PREVIEW_INVITE);
        return engine.ask(call, EngineOperation.PREVIEW_INVITE, InviteLinks.request(call.session(), invite))
                .thenCompose(response -> {
                    Map<String, Object> group = GroupEngine.asMap(response.get("group"));
                    if (!(group.get("jid") instanceof String gid) || !Jids.isGroup(gid)) {
                        throw EngineException.invalidResponse();
                    }
                    return isMember(call.about(gid)).thenApply(isMember -> preview(gid, group, isMember));
                });
    }

    private static Map<String, Object> preview(String gid, Map<String, Object> group, Boolean isMember) {
        Map<String, Object> preview = new LinkedHashMap<>();
        preview.put("groupJid", gid);
        preview.put("subject", group.get("subject") instanceof String text ? text : null);
        preview.put("description", group.get("description") instanceof String text ? text : null);
        preview.put("participantCount", group.get("size") instanceof Number size ? size.intValue() : null);
        preview.put("joinApproval", group.get("joinApproval") instanceof Boolean flag ? flag : null);
        preview.put("isMember", isMember);
        return preview;
    }

    /** As a read of the group shows it; null if none does. */
    private CompletableFuture<Boolean> isMember(GroupCall call) {
        return renewal.readBack(call).handle((now, failure) -> {
            if (failure != null) {
                return AsyncStep.cause(failure) instanceof NotFoundException ? Boolean.FALSE : null;
            }
            return now.accountRole() == AccountRole.UNKNOWN ? null : now.accountRole() != AccountRole.OUT;
        });
    }
}
