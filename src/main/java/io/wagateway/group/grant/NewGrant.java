package io.wagateway.group.grant;

import java.time.Duration;
import java.util.stream.Stream;

/**
 * A grant that a promotion makes, or the end that it moves.
 *
 * @param member the name that the call uses
 * @param jid user JID; null if it is not known
 * @param lid null if it is not known
 * @param time how long the member is to be an admin, from when it was asked for
 */
public record NewGrant(String member, String jid, String lid, Duration time) {
    /** Whether an active grant is one of the same member. */
    boolean isOf(String otherJid, String otherLid) {
        return Stream.of(jid, lid, member)
                .anyMatch(name -> name != null && (name.equals(otherJid) || name.equals(otherLid)));
    }
}
