package io.wagateway.group;

import io.wagateway.event.log.Event;
import io.wagateway.event.recovery.Intent;
import io.wagateway.group.stored.Change;
import java.util.List;

/**
 * What came of a change that WhatsApp was asked for, to be written down together.
 *
 * @param group the one that it is of; null where there is none, as it came to nothing
 * @param changes of what is stored of that group
 * @param onlyIfNew whether the events are none where the group was known before the call
 * @param next what is begun with it, to be written down as well; null: nothing
 * @param result for the caller, once it is written
 * @param failure of a part, likewise; null: none
 */
record ChangeResult<T>(
        String group,
        List<Change> changes,
        List<Event> events,
        boolean onlyIfNew,
        Intent next,
        T result,
        RuntimeException failure) {

    static <T> ChangeResult<T> of(String group, List<Change> changes, List<Event> events, T result) {
        return new ChangeResult<>(group, changes, events, false, null, result, null);
    }

    ChangeResult<T> onlyIfNewGroup() {
        return new ChangeResult<>(group, changes, events, true, next, result, failure);
    }

    ChangeResult<T> with(Intent nextIntent) {
        return new ChangeResult<>(group, changes, events, onlyIfNew, nextIntent, result, failure);
    }

    ChangeResult<T> failedBy(RuntimeException why) {
        return new ChangeResult<>(group, changes, events, onlyIfNew, next, result, why);
    }
}
