package io.wagateway.group.stored;

import io.wagateway.event.log.EventName;

/**
 * What a read of WhatsApp shows otherwise than the stored rows did.
 *
 * @param event the event that would record it as a change
 * @param member whom it is about; null if it is about the group
 * @param field of an update: one that a caller can change; else null
 * @param group as the read shows it; null if the account is not in it
 */
public record Difference(EventName event, ObservedMember member, String field, ObservedGroup group) {
    static Difference of(EventName event, ObservedMember member, ObservedGroup group) {
        return new Difference(event, member, null, group);
    }

    static Difference ofField(String field, ObservedGroup group) {
        return new Difference(EventName.UPDATED, null, field, group);
    }

    static Difference newGroup(ObservedGroup group) {
        return new Difference(EventName.JOINED, null, null, group);
    }

    static Difference left() {
        return new Difference(EventName.LEFT, null, null, null);
    }

    /** Each is one of a kind; a group of a thousand members is much to compare. */
    @Override
    public boolean equals(Object other) {
        return this == other;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(this);
    }
}
