package io.wagateway.group;

import java.util.concurrent.CompletableFuture;

/**
 * Renews the read of the group that a call rests on. A change may rest on an older one, as WhatsApp accepts or refuses
 * it. That there is nothing to change may not, as nobody asks WhatsApp, and another node or a phone may have changed the
 * group.
 */
final class CallRenewal {
    private final GroupReader reader;
    private final MemberLookup lookup;

    CallRenewal(GroupReader reader, MemberLookup lookup) {
        this.reader = reader;
        this.lookup = lookup;
    }

    /** The call with a read of the group that started after the call had come. The account's role is not checked. */
    CompletableFuture<GroupCall> renew(GroupCall call) {
        return call.isReadSinceItCame()
                ? CompletableFuture.completedFuture(call)
                : reader.readSinceCall(call)
                        .thenCompose(group -> lookup.accountRole(call.requestId(), call.session(), group)
                                .thenApply(accountRole -> call.with(group, accountRole)));
    }
}
