package io.wagateway.group;

import io.wagateway.error.DomainException;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * What is known of a change of members, once the engine has responded and the group was read back where that was needed.
 * WhatsApp changed the members that are neither in {@code failures} nor in {@code unchanged}. All by address.
 *
 * @param failures why the change failed
 * @param unchanged who was already as the change wants them
 * @param newcomers the new members by WhatsApp's own names, if these are known
 */
record VerifiedChange(
        Map<String, DomainException> failures, Set<String> unchanged, Map<String, GroupSnapshot.Member> newcomers) {
    static final VerifiedChange NONE = new VerifiedChange(Map.of(), Set.of(), Map.of());

    /** Of all parts of a change. */
    static VerifiedChange of(Collection<VerifiedChange> parts) {
        Map<String, DomainException> failures = new HashMap<>();
        Set<String> unchanged = new HashSet<>();
        Map<String, GroupSnapshot.Member> newcomers = new HashMap<>();
        for (VerifiedChange part : parts) {
            failures.putAll(part.failures);
            unchanged.addAll(part.unchanged);
            newcomers.putAll(part.newcomers);
        }
        return new VerifiedChange(failures, unchanged, newcomers);
    }

    static VerifiedChange failed(String address, DomainException failure) {
        return new VerifiedChange(Map.of(address, failure), Set.of(), Map.of());
    }

    static VerifiedChange unchanged(String address) {
        return new VerifiedChange(Map.of(), Set.of(address), Map.of());
    }

    static VerifiedChange added(String address, GroupSnapshot.Member newcomer) {
        return new VerifiedChange(Map.of(), Set.of(), Map.of(address, newcomer));
    }

    boolean isChanged(MemberTarget target) {
        return !failures.containsKey(target.address()) && !unchanged.contains(target.address());
    }

    MemberOutcome outcome(MemberTarget target) {
        DomainException failure = failures.get(target.address());
        if (failure != null) {
            return MemberOutcome.failed(target.jid(), failure);
        }
        return unchanged.contains(target.address())
                ? MemberOutcome.unchanged(target.jid())
                : MemberOutcome.changed(target.jid());
    }
}
