package io.wagateway.engine.simulator;

import io.wagateway.engine.Jids;
import io.wagateway.error.CheckedProperties;
import io.wagateway.error.StartupException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * The simulated accounts and groups at start.
 *
 * @param accounts linked WhatsApp accounts; the engine-session of a session is the jid of one; default none
 * @param groups WhatsApp groups and their members; default none
 */
@ConfigurationProperties("gateway.simulator")
public record SimulatorProperties(List<Account> accounts, List<Group> groups) implements CheckedProperties {
    private static final Pattern INVITE = Pattern.compile("[A-Za-z0-9_-]{8,64}");

    public SimulatorProperties {
        accounts = accounts == null ? List.of() : List.copyOf(accounts);
        groups = groups == null ? List.of() : List.copyOf(groups);
    }

    /**
     * A linked WhatsApp account.
     *
     * @param jid the account's user JID, {@code <1 to 20 digits>@s.whatsapp.net}; required
     * @param lid the account's LID, {@code <1 to 20 digits>@lid}; default none
     * @param connected false: the account is not connected to WhatsApp; default true
     * @param latency the delay of every call to this account; default 0ms
     * @param rateLimit how many calls about groups (reads and changes) WhatsApp accepts before it answers 429: a number
     *     per second, or a number with /s, /m or /h; 0 refuses all; default no limit
     */
    public record Account(String jid, String lid, Boolean connected, Duration latency, String rateLimit) {
        public Account {
            connected = connected == null || connected;
            latency = latency == null ? Duration.ZERO : latency;
        }
    }

    /**
     * A group.
     *
     * @param jid the group JID, {@code <digits>@g.us} or {@code <digits>-<digits>@g.us}; required
     * @param subject the group's name; default the empty text
     * @param description the group's description; default none
     * @param announce whether only admins may write; default false
     * @param locked whether only admins may change subject, picture and description; default false
     * @param createdAt an ISO-8601 instant; default the start of the gateway
     * @param invite the code of its invite link, 8 to 64 of A-Z, a-z, 0-9, '-' and '_'; default a new one
     * @param joinApproval whether its admins must let in who joins by the link; default false
     * @param memberAdd who may add members, all or admins; default all
     * @param members the members; the first superadmin is the owner; default none
     * @param joinRequests people who wait to be let in, none of them a member; default none
     */
    public record Group(
            String jid,
            String subject,
            String description,
            Boolean announce,
            Boolean locked,
            Instant createdAt,
            String invite,
            Boolean joinApproval,
            MemberAdd memberAdd,
            List<Member> members,
            List<JoinRequest> joinRequests) {
        public Group {
            subject = subject == null ? "" : subject;
            memberAdd = memberAdd == null ? MemberAdd.ALL : memberAdd;
            joinRequests = joinRequests == null ? List.of() : List.copyOf(joinRequests);
            members = members == null ? List.of() : List.copyOf(members);
        }

        SimulatedGroup toSimulated() {
            List<SimulatedGroup.Member> people = members.stream()
                    .map(member -> new SimulatedGroup.Member(member.jid(), member.lid(), member.role()))
                    .toList();
            String owner = people.stream()
                    .filter(member -> member.role() == Role.SUPERADMIN)
                    .map(member -> member.jid() != null ? member.jid() : member.lid())
                    .findFirst()
                    .orElse(null);
            long made = (createdAt == null ? Instant.now() : createdAt).toEpochMilli();
            return new SimulatedGroup(
                    new SimulatedGroup.Info(
                            subject,
                            description,
                            Boolean.TRUE.equals(announce),
                            Boolean.TRUE.equals(locked),
                            Boolean.TRUE.equals(joinApproval),
                            memberAdd.name().toLowerCase(Locale.ROOT),
                            null,
                            owner,
                            made,
                            invite == null ? SimulatedGroups.newInvite() : invite),
                    people,
                    joinRequests.stream()
                            .map(request -> new SimulatedGroup.JoinRequest(
                                    request.jid(),
                                    request.lid(),
                                    request.requestedAt().toEpochMilli(),
                                    request.via().name().toLowerCase(Locale.ROOT)))
                            .toList());
        }
    }

    /** Who may add members to a group. */
    public enum MemberAdd {
        ALL,
        ADMINS
    }

    /** How somebody has asked to join a group: by its link, or by a member who may not add them. */
    public enum Via {
        LINK,
        MEMBER
    }

    /**
     * Somebody who waits to be let into a group, who needs a jid, a lid or both.
     *
     * @param jid the user JID; absent if WhatsApp hides the number
     * @param lid the LID
     * @param requestedAt an ISO-8601 instant; default the start of the gateway
     * @param via link or member; default link
     */
    public record JoinRequest(String jid, String lid, Instant requestedAt, Via via) {
        public JoinRequest {
            requestedAt = requestedAt == null ? Instant.now() : requestedAt;
            via = via == null ? Via.LINK : via;
        }
    }

    /**
     * A member of a group, who needs a jid, a lid or both.
     *
     * @param jid the user JID; absent if WhatsApp hides the number
     * @param lid the LID
     * @param role superadmin, admin or member; default member
     */
    public record Member(String jid, String lid, Role role) {
        public Member {
            role = role == null ? Role.MEMBER : role;
        }
    }

    /** Checks every JID, LID and value, and that each JID and LID stands for one account, group or member. */
    @Override
    public void check() {
        Set<String> known = new HashSet<>();
        for (int i = 0; i < accounts.size(); i++) {
            String at = "gateway.simulator.accounts[" + i + "]";
            Account account = accounts.get(i);
            checkJids(at, account.jid(), account.lid());
            if (account.jid() == null) {
                throw StartupException.property(at + ".jid", "", "an account needs <digits>@s.whatsapp.net");
            }
            if (!known.add(account.jid())) {
                throw StartupException.property(at + ".jid", account.jid(), "listed twice");
            }
            if (account.lid() != null && !known.add(account.lid())) {
                throw StartupException.property(at + ".lid", account.lid(), "another account has it");
            }
            if (account.latency().isNegative()) {
                throw StartupException.property(
                        at + ".latency", account.latency().toMillis() + "ms", "0ms or more");
            }
            RateLimit.parse(at + ".rate-limit", account.rateLimit());
        }
        for (int i = 0; i < groups.size(); i++) {
            String at = "gateway.simulator.groups[" + i + "]";
            Group group = groups.get(i);
            if (group.jid() == null || !Jids.isGroup(group.jid())) {
                throw StartupException.property(
                        at + ".jid", group.jid() == null ? "" : group.jid(), "<digits>@g.us or <digits>-<digits>@g.us");
            }
            if (!known.add(group.jid())) {
                throw StartupException.property(at + ".jid", group.jid(), "listed twice");
            }
            if (group.invite() != null && !INVITE.matcher(group.invite()).matches()) {
                throw StartupException.property(
                        at + ".invite", group.invite(), "a code of 8 to 64 of A-Z, a-z, 0-9, '-' and '_'");
            }
            checkMembers(at, group.members(), group.joinRequests());
        }
    }

    private static void checkMembers(String group, List<Member> members, List<JoinRequest> joinRequests) {
        Set<String> known = new HashSet<>();
        for (int i = 0; i < members.size(); i++) {
            Member member = members.get(i);
            checkPerson(group + ".members[" + i + "]", "a member", member.jid(), member.lid(), known);
        }
        for (int i = 0; i < joinRequests.size(); i++) {
            JoinRequest request = joinRequests.get(i);
            checkPerson(
                    group + ".join-requests[" + i + "]",
                    "somebody who asks to join",
                    request.jid(),
                    request.lid(),
                    known);
        }
    }

    private static void checkPerson(String at, String who, String jid, String lid, Set<String> known) {
        checkJids(at, jid, lid);
        if (jid == null && lid == null) {
            throw StartupException.property(at, "", who + " needs a jid, a lid or both");
        }
        if ((jid != null && !known.add(jid)) || (lid != null && !known.add(lid))) {
            throw StartupException.property(at, jid + ", " + lid, "listed twice");
        }
    }

    private static void checkJids(String at, String jid, String lid) {
        if (jid != null && !Jids.isUser(jid)) {
            throw StartupException.property(at + ".jid", jid, "<1 to 20 digits>@s.whatsapp.net");
        }
        if (lid != null && !Jids.isLid(lid)) {
            throw StartupException.property(at + ".lid", lid, "<1 to 20 digits>@lid");
        }
    }
}
