package io.wagateway.group;

import io.wagateway.event.log.EventName;
import io.wagateway.event.recovery.Intent;
import io.wagateway.group.grant.GrantStore;
import io.wagateway.group.grant.NewGrant;
import io.wagateway.group.stored.Change;
import io.wagateway.group.stored.Difference;
import io.wagateway.group.stored.DifferenceRecorder;
import io.wagateway.group.stored.MemberRole;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

/** What the changes of groups do to grants, in the transactions that record the changes. */
final class GrantChanges {
    private final GrantStore store;

    GrantChanges(GrantStore store) {
        this.store = store;
    }

    /**
     * Ends the grants of members whom a change has demoted or removed, and makes those of members whom it has promoted for
     * a time.
     *
     * @param now epoch milliseconds of the database
     */
    void apply(Intent intent, ChangeResult<?> result, long now) {
        String organization = intent.origin().organization();
        long askedAt = intent.createdAt();
        for (Change change : result.changes()) {
            if (change instanceof Change.Left) {
                store.endAll(intent.origin().session(), change.group(), askedAt, now);
            } else {
                store.end(organization, change.group(), ended(change), askedAt, now);
            }
        }
        store.add(intent.origin(), result.group(), result.grants(), askedAt);
    }

    /**
     * Ends the grants of members of whom a read shows that they are no admins any more, or that the account is not in their
     * group.
     *
     * @param now epoch milliseconds of the database
     */
    void end(DifferenceRecorder.Finding finding, List<Difference> differences, long now) {
        List<String> names = new ArrayList<>();
        for (Difference difference : differences) {
            if (difference.event() == EventName.LEFT) {
                store.endAll(finding.session(), finding.group(), finding.requestedAt(), now);
            } else if (difference.event() == EventName.DEMOTED || difference.event() == EventName.REMOVED) {
                Stream.of(difference.member().jid(), difference.member().lid())
                        .filter(Objects::nonNull)
                        .forEach(names::add);
            }
        }
        if (!names.isEmpty()) {
            store.end(finding.account().organization(), finding.group(), names, finding.requestedAt(), now);
        }
    }

    /** Makes the grants of a call of which a read shows that WhatsApp has made its promotion. */
    void add(DifferenceRecorder.Finding finding, Intent intent, List<NewGrant> grants) {
        store.add(intent.origin(), finding.group(), grants, intent.createdAt());
    }

    /** Those of the results that end a grant. It reads the table only if one of them is a demotion. */
    Set<ChangeWriter.Ended> endingSome(List<ChangeWriter.Ended> results) {
        Set<String> organizations = new HashSet<>();
        Set<String> groups = new HashSet<>();
        Set<String> names = new HashSet<>();
        for (ChangeWriter.Ended ended : results) {
            Collection<String> demoted = ended(ended);
            if (!demoted.isEmpty()) {
                organizations.add(ended.intent().origin().organization());
                groups.add(ended.result().group());
                names.addAll(demoted);
            }
        }
        Set<String> holders = store.holders(organizations, groups, names);
        Set<ChangeWriter.Ended> ending = Collections.newSetFromMap(new IdentityHashMap<>());
        if (!holders.isEmpty()) {
            results.stream()
                    .filter(ended -> ended(ended).stream().anyMatch(holders::contains))
                    .forEach(ending::add);
        }
        return ending;
    }

    private static List<String> ended(ChangeWriter.Ended ended) {
        return ended.result().changes().stream()
                .flatMap(change -> ended(change).stream())
                .toList();
    }

    /** The names of the members who are no admins after the change. */
    private static Collection<String> ended(Change change) {
        if (change instanceof Change.Removed removed) {
            return removed.names();
        }
        return change instanceof Change.Roles roles && roles.role() == MemberRole.MEMBER ? roles.names() : List.of();
    }
}
