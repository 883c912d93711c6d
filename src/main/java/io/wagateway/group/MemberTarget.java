package io.wagateway.group;

import io.wagateway.error.DomainException;

/**
 * A member that a call names.
 *
 * @param jid as the call names them
 * @param member as the group lists them, or the list of those who wait to be let in; null if they are not in it
 * @param refusal why the change is refused without a request to WhatsApp; null if it is not
 */
record MemberTarget(String jid, GroupSnapshot.Member member, DomainException refusal) {
    static MemberTarget of(String jid, GroupSnapshot.Member member) {
        return new MemberTarget(jid, member, null);
    }

    static MemberTarget refused(String jid, DomainException refusal) {
        return new MemberTarget(jid, null, refusal);
    }

    /** The name that the engine expects. */
    String address() {
        return member == null ? jid : member.address();
    }

    /** Whether the read that found the member shows the change already. */
    boolean needsNo(MembershipChange change) {
        return refusal == null && change.isDoneFor(member);
    }

    IntendedChange.Member intended(MembershipChange change) {
        boolean isWaiting = change.isOfRequests();
        return IntendedChange.Member.of(jid, member, !isWaiting && change.isDoneFor(member));
    }
}
