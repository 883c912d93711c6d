package io.wagateway.group.stored;

import io.wagateway.session.SyncStore;
import java.util.List;
import java.util.Set;

/** Records what others have changed, as a read shows it. */
public interface DifferenceRecorder {
    /**
     * A read that shows differences.
     *
     * @param session id
     * @param account of the session
     * @param knownAt when the stored rows were last known to be so, epoch milliseconds of the database
     * @param requestedAt when the gateway sent the request, likewise
     */
    record Finding(
            String session,
            SyncStore.Account account,
            String group,
            List<Difference> differences,
            long knownAt,
            long requestedAt) {}

    /**
     * Appends the events of those differences that no call of the gateway explains, in the open transaction, which holds the
     * group's row and stores the differences.
     *
     * @return the differences that must not be stored yet, as a call that is under way may be their cause: its own result
     *     stores them, or else a later read
     */
    Set<Difference> record(Finding finding);
}
