package io.wagateway.group;

import io.wagateway.error.ForbiddenException;
import io.wagateway.error.NotFoundException;
import io.wagateway.pipeline.AsyncStep;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * Renews the read of the group that a call rests on, and the account's role in it, which nobody checks here. A change
 * may rest on an older one, as WhatsApp accepts or refuses it. A refusal may not, nor that there is nothing to change: nobody
 * asks WhatsApp then, and another node or a phone may have changed the group.
 */
final class CallRenewal {
    private final GroupReader reader;
    private final MemberLookup lookup;

    CallRenewal(GroupReader reader, MemberLookup lookup) {
        this.reader = reader;
        this.lookup = lookup;
    }

    /** The call with a read of the group that started after the call had come. */
    CompletableFuture<GroupCall> renew(GroupCall call) {
        return call.isReadSinceItCame()
                ? CompletableFuture.completedFuture(call)
                : with(call, reader.readSinceCall(call));
    }

    /** What a check finds. One that refuses the call is made again on a read that started after the call had come. */
    <T> CompletableFuture<T> check(GroupCall call, Function<GroupCall, CompletableFuture<T>> check) {
        return CompletableFuture.completedFuture(call).thenCompose(check).exceptionallyCompose(refusal -> {
            return isRefusal(refusal) && !call.isReadSinceItCame()
                    ? renew(call).thenCompose(check)
                    : CompletableFuture.failedFuture(refusal);
        });
    }

    /** Whether the group, or somebody in it, may have been changed so that the call would not be refused now. */
    static boolean isRefusal(Throwable failure) {
        Throwable cause = AsyncStep.cause(failure);
        return cause instanceof NotFoundException || cause instanceof ForbiddenException;
    }

    /** The call with a read of the group that starts after now: what became of a change. */
    CompletableFuture<GroupCall> readBack(GroupCall call) {
        return with(call, reader.readAgain(call));
    }

    private CompletableFuture<GroupCall> with(GroupCall call, CompletableFuture<GroupSnapshot> read) {
        return read.thenCompose(group -> lookup.accountRole(call.active(), call.session(), group)
                .thenApply(accountRole -> call.with(group, accountRole)));
    }
}
