package io.wagateway.group.stored;

import java.util.List;
import java.util.Map;

/**
 * The groups of an account, as an engine listed them.
 *
 * @param isIncomplete whether the engine's list has rows that the gateway cannot read: any group may be in them
 */
record ListedGroups(List<ObservedGroup> groups, boolean isIncomplete) {
    /** From the response to listGroups; fails if it is not of the documented shape. */
    static ListedGroups of(Map<String, Object> response) {
        return new ListedGroups(ObservedGroup.list(response), ObservedGroup.isIncomplete(response));
    }
}
