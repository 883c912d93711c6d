package io.wagateway.engine.conformance;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

/** The truth that all fakes of one test share: who is in which group, and what WhatsApp answers to a change of that. */
final class FakeWhatsApp {
    /** WhatsApp's code if nothing is wrong. */
    static final int OK = 200;

    /** No answer of WhatsApp at all: the account's socket is closed. */
    static final int SOCKET_CLOSED = -1;

    /** No answer of WhatsApp either: the engine has stopped waiting for one. */
    static final int SILENCE = -2;

    /** What WhatsApp offers for somebody whom only an invite can bring in. */
    static final String ADD_REQUEST = "AddRequest0001";

    /** When that offer ends, epoch seconds. */
    static final long ADD_REQUEST_ENDS = 1_790_000_000L;

    /** The account's connection. With a dead socket the engine still reports that it is connected. */
    enum State {
        CONNECTED,
        DEAD_SOCKET,
        UNPAIRED,
        STOPPED
    }

    /** What somebody else does between a read of a group and the change that follows. */
    enum Meanwhile {
        NOTHING,
        MEMBER_LEAVES,
        ACCOUNT_LOSES_ITS_ROLE,
        ACCOUNT_IS_UNLINKED,
        GROUP_IS_DELETED,
        RATE_LIMIT_BEGINS
    }

    enum Role {
        LEFT,
        MEMBER,
        ADMIN,
        SUPERADMIN
    }

    /**
     * An account that is linked to the engine.
     *
     * @param name what the engine calls it
     * @param number digits
     * @param lid digits
     */
    record Account(String name, String number, String lid, State state) {}

    /**
     * Somebody in a group.
     *
     * @param number digits; null if WhatsApp hides it
     * @param lid digits; of a person of another server the whole JID
     */
    record Person(String number, String lid, Role role) {
        private boolean is(Account account) {
            return account.lid().equals(lid) || account.number().equals(number);
        }

        private boolean isAdmin() {
            return role == Role.ADMIN || role == Role.SUPERADMIN;
        }

        private Person with(Role other) {
            return new Person(number, lid, other);
        }
    }

    /**
     * A group, and how WhatsApp treats requests for it.
     *
     * @param byLid its addressing mode: by LID, or by number
     * @param readCode what WhatsApp answers to a read, 200 if nothing is wrong
     * @param changeCode what WhatsApp answers to a whole change
     * @param rowCode what WhatsApp answers in the member's row
     * @param meanwhile what happens between a read and the change that follows
     */
    record Group(
            String jid,
            boolean byLid,
            List<Person> people,
            int readCode,
            int changeCode,
            int rowCode,
            Meanwhile meanwhile) {
        static Group of(String jid, boolean byLid, List<Person> people) {
            return new Group(jid, byLid, List.copyOf(people), OK, OK, OK, Meanwhile.NOTHING);
        }

        Group readsWith(int code) {
            return new Group(jid, byLid, people, code, changeCode, rowCode, meanwhile);
        }

        Group changesWith(int code) {
            return new Group(jid, byLid, people, readCode, code, rowCode, meanwhile);
        }

        Group rowsWith(int code) {
            return new Group(jid, byLid, people, readCode, changeCode, code, meanwhile);
        }

        Group meanwhile(Meanwhile event) {
            return new Group(jid, byLid, people, readCode, changeCode, rowCode, event);
        }

        Group with(Person old, Role role) {
            return new Group(
                    jid,
                    byLid,
                    people.stream()
                            .map(person -> person.equals(old) ? person.with(role) : person)
                            .toList(),
                    readCode,
                    changeCode,
                    rowCode,
                    meanwhile);
        }

        Group and(Person another) {
            List<Person> more = new ArrayList<>(people);
            more.add(another);
            return new Group(jid, byLid, List.copyOf(more), readCode, changeCode, rowCode, meanwhile);
        }

        /** Who is in it now. */
        List<Person> present() {
            return people.stream().filter(person -> person.role() != Role.LEFT).toList();
        }

        /** By a JID or LID of WhatsApp's wire, in either addressing mode; null if nobody has it. */
        Person person(String address) {
            String digits = address.substring(0, address.indexOf('@'));
            boolean isLid = address.endsWith("@lid");
            return people.stream()
                    .filter(person -> digits.equals(isLid ? person.lid() : person.number()))
                    .findFirst()
                    .orElse(null);
        }
    }

    /** An attempt to change a role, with the address that WhatsApp saw. */
    record Change(String group, boolean promote, String address) {}

    /**
     * What WhatsApp answers.
     *
     * @param code of the whole request, {@link #SOCKET_CLOSED} if there was no answer
     * @param row of the participant, if the code is 200
     */
    record Answer(int code, int row) {
        boolean isDone() {
            return code == OK && row == OK;
        }
    }

    private final Map<String, Account> accounts = new HashMap<>();
    private final Map<String, Group> groups = new HashMap<>();
    private final List<Change> changes = new ArrayList<>();

    synchronized void add(Account account) {
        accounts.put(account.name(), account);
    }

    synchronized void add(Group group) {
        groups.put(group.jid(), group);
    }

    /** Null if there is none. */
    synchronized Account account(String name) {
        return accounts.get(name);
    }

    synchronized Group group(String jid) {
        return groups.get(jid);
    }

    /** Everybody of every group, the accounts included. */
    synchronized Stream<Person> everybody() {
        return groups.values().stream().flatMap(group -> group.people().stream()).toList().stream();
    }

    /** The groups that an account is in. */
    synchronized List<Group> groupsOf(Account account) {
        return groups.values().stream()
                .filter(group -> self(group, account) != null)
                .toList();
    }

    /** Every attempt at a change of this group. */
    synchronized List<Change> changesOf(String group) {
        return changes.stream().filter(change -> change.group().equals(group)).toList();
    }

    /** What WhatsApp answers to a request about a group: 200, 403, 404, 429 or none. */
    synchronized int read(Account account, String jid) {
        if (account.state() != State.CONNECTED) {
            return SOCKET_CLOSED;
        }
        Group group = groups.get(jid);
        if (group == null) {
            return 404;
        }
        if (group.readCode() != OK) {
            return group.readCode();
        }
        return self(group, account) == null ? 403 : OK;
    }

    /** Promotes or demotes, if WhatsApp allows it. */
    synchronized Answer change(Account account, String jid, boolean promote, String address) {
        changes.add(new Change(jid, promote, address));
        if (account.state() != State.CONNECTED) {
            return new Answer(SOCKET_CLOSED, OK);
        }
        Group group = groups.get(jid);
        if (group == null || group.changeCode() != OK) {
            return new Answer(group == null ? 404 : group.changeCode(), OK);
        }
        switch (group.meanwhile()) {
            case ACCOUNT_IS_UNLINKED -> {
                accounts.put(
                        account.name(), new Account(account.name(), account.number(), account.lid(), State.UNPAIRED));
                return new Answer(SOCKET_CLOSED, OK);
            }
            case GROUP_IS_DELETED -> {
                groups.remove(jid);
                return new Answer(404, OK);
            }
            case RATE_LIMIT_BEGINS -> {
                groups.put(jid, group.readsWith(429));
                return new Answer(429, OK);
            }
            default -> {}
        }
        Person self = self(group, account);
        if (self != null && group.meanwhile() == Meanwhile.ACCOUNT_LOSES_ITS_ROLE) {
            groups.put(jid, group.with(self, Role.MEMBER));
            return new Answer(403, OK);
        }
        if (self == null || !self.isAdmin()) {
            return new Answer(403, OK);
        }
        boolean lid = address.endsWith("@lid");
        if (lid && !group.byLid()) {
            return new Answer(400, OK);
        }
        boolean known = lid || address.endsWith("@s.whatsapp.net");
        Person person = known && lid == group.byLid() ? group.person(address) : null;
        if (person == null || person.role() == Role.LEFT) {
            return new Answer(OK, 404);
        }
        if (group.meanwhile() == Meanwhile.MEMBER_LEAVES) {
            groups.put(jid, group.with(person, Role.LEFT));
            return new Answer(OK, 404);
        }
        if (group.rowCode() != OK) {
            return new Answer(OK, group.rowCode());
        }
        // The creator cannot be demoted. Nor can somebody who is a plain member already, which gets the same code.
        if (!promote && person.role() != Role.ADMIN) {
            return new Answer(OK, 406);
        }
        if (person.role() != Role.SUPERADMIN) {
            Role role = promote ? Role.ADMIN : Role.MEMBER;
            turns.add(new Turn(System.nanoTime(), jid, person.number(), person.role(), role));
            groups.put(jid, group.with(person, role));
        }
        return new Answer(OK, OK);
    }

    /** Somebody who is no account of a gateway makes a member an admin. */
    synchronized void promoteByPhone(String jid, String number) {
        Group group = groups.get(jid);
        groups.put(jid, group.with(group.person(number + "@s.whatsapp.net"), Role.ADMIN));
    }

    /** A promotion or a demotion that was made, when by {@link System#nanoTime()}; the roles may be the same. */
    private record Turn(long at, String group, String number, Role before, Role after) {}

    private final List<Turn> turns = new ArrayList<>();

    /** Every role that somebody had at a moment from the first to the last, both by {@link System#nanoTime()}. */
    synchronized Set<Role> roles(String group, String number, long first, long last) {
        Role atFirst = null;
        Set<Role> roles = EnumSet.noneOf(Role.class);
        for (Turn turn : turns) {
            if (!turn.group().equals(group) || !turn.number().equals(number)) {
                continue;
            }
            if (turn.at() - first <= 0) {
                atFirst = turn.after();
            } else if (atFirst == null) {
                atFirst = turn.before();
            }
            if (turn.at() - first > 0 && turn.at() - last <= 0) {
                roles.add(turn.after());
            }
        }
        roles.add(
                atFirst != null
                        ? atFirst
                        : groups.get(group).person(number + "@s.whatsapp.net").role());
        return roles;
    }

    /** How often the role of somebody became another one. */
    synchronized long turns(String group, String number) {
        return turns.stream()
                .filter(turn -> turn.group().equals(group) && turn.number().equals(number))
                .filter(turn -> turn.before() != turn.after())
                .count();
    }

    /** WhatsApp's word for a code. */
    static String text(int code) {
        return switch (code) {
            case 400 -> "bad-request";
            case 401 -> "not-authorized";
            case 403 -> "forbidden";
            case 404 -> "item-not-found";
            case 405 -> "not-allowed";
            case 406 -> "not-acceptable";
            case 409 -> "conflict";
            case 410 -> "gone";
            case 419 -> "resource-limit";
            case 429 -> "rate-overlimit";
            default -> "internal-server-error";
        };
    }

    /**
     * What a group says of itself.
     *
     * @param invite the code by which anybody joins
     * @param createdAt epoch seconds
     */
    record Info(String subject, String description, boolean announce, boolean locked, String invite, long createdAt) {
        /** @param field subject, description, announce or locked */
        private Info with(String field, Object value) {
            return new Info(
                    field.equals("subject") ? (String) value : subject,
                    field.equals("description") ? (String) value : description,
                    field.equals("announce") ? (Boolean) value : announce,
                    field.equals("locked") ? (Boolean) value : locked,
                    invite,
                    createdAt);
        }

        private Info withInvite(String other) {
            return new Info(subject, description, announce, locked, other, createdAt);
        }
    }

    /**
     * What WhatsApp answers to a change of several.
     *
     * @param code of the whole request, {@link #SOCKET_CLOSED} if there was no answer
     * @param rows by address as the request named it, if the code is 200
     */
    record Rows(int code, Map<String, Integer> rows) {}

    /**
     * What WhatsApp answers to an account that makes a group or joins one by an invite.
     *
     * @param group if the code is 200, or 409 because the account is in the group already
     * @param rows of those who are to be in a new group
     */
    record Entered(int code, String group, Map<String, Integer> rows) {}

    /** A request that changes a group or what it says, as WhatsApp saw it. */
    record Deed(String operation, String group, Object what) {}

    private static final Info PLAIN = new Info("Fake", "", false, false, "PlainInvite00000000000", 1_700_000_000L);

    private final Map<String, Info> infos = new HashMap<>();
    private final Map<String, Integer> additionCodes = new HashMap<>();
    private final List<Deed> deeds = new ArrayList<>();
    private final Set<String> asking = new HashSet<>();
    private int groupsMade;
    private int invitesMade;

    synchronized void say(String jid, Info info) {
        infos.put(jid, info);
    }

    /** What the group says of itself; a default if no test has set it. */
    synchronized Info info(String jid) {
        return infos.getOrDefault(jid, PLAIN);
    }

    /** From now on the group's admins must let in whoever joins. WhatsApp's answer to a join does not say so. */
    synchronized void asksItsAdmins(String jid) {
        asking.add(jid);
    }

    /** From now on a row that adds this number says so: 401, 403, 404, 408 or 419. */
    synchronized void addsWith(String number, int code) {
        additionCodes.put(number, code);
    }

    /** Every attempt at this group except promotions and demotions; null for the attempts that name no group. */
    synchronized List<Deed> deedsOf(String group) {
        return deeds.stream()
                .filter(deed -> Objects.equals(deed.group(), group))
                .toList();
    }

    /** What WhatsApp answers when the account asks for its groups. */
    synchronized int list(Account account) {
        return account.state() == State.CONNECTED ? OK : SOCKET_CLOSED;
    }

    /** Changes what a group says of itself, if WhatsApp allows it. */
    synchronized int update(Account account, String jid, String field, Object value) {
        deeds.add(new Deed("update", jid, Map.of(field, value)));
        int code = administers(account, jid);
        if (code == OK) {
            infos.put(jid, info(jid).with(field, value));
        }
        return code;
    }

    /** Whether the account may have the group's invite; the invite is what {@link #info} says. */
    synchronized int readInvite(Account account, String jid) {
        return administers(account, jid);
    }

    /** Makes a new invite; the old one becomes invalid. */
    synchronized int revokeInvite(Account account, String jid) {
        deeds.add(new Deed("revoke", jid, null));
        int code = administers(account, jid);
        if (code == OK) {
            infos.put(jid, info(jid).withInvite(String.format("Invite%016d", ++invitesMade)));
        }
        return code;
    }

    /** Adds the members whom WhatsApp allows, by LID or by number, whatever the group's mode. */
    synchronized Rows add(Account account, String jid, List<String> addresses) {
        deeds.add(new Deed("add", jid, List.copyOf(addresses)));
        int code = administers(account, jid);
        Map<String, Integer> rows = new LinkedHashMap<>();
        if (code == OK) {
            addresses.forEach(address -> rows.put(address, add(jid, address)));
        }
        return new Rows(code, rows);
    }

    /** Removes members, in the group's own addressing mode. */
    synchronized Rows remove(Account account, String jid, List<String> addresses) {
        deeds.add(new Deed("remove", jid, List.copyOf(addresses)));
        int code = administers(account, jid);
        Map<String, Integer> rows = new LinkedHashMap<>();
        if (code == OK) {
            addresses.forEach(address -> rows.put(address, remove(jid, address)));
        }
        return new Rows(code, rows);
    }

    /** Promotes or demotes several members, each independently of the others. */
    synchronized Rows changeAll(Account account, String jid, boolean promote, List<String> addresses) {
        Map<String, Integer> rows = new LinkedHashMap<>();
        for (String address : addresses) {
            Answer answer = change(account, jid, promote, address);
            if (answer.code() != OK) {
                return new Rows(answer.code(), Map.of());
            }
            rows.put(address, answer.row());
        }
        return new Rows(OK, rows);
    }

    /** A new group of the account's, of which it is the creator. */
    synchronized Entered create(Account account, String subject, List<String> addresses) {
        deeds.add(new Deed("create", null, subject));
        if (account.state() != State.CONNECTED) {
            return new Entered(SOCKET_CLOSED, null, Map.of());
        }
        String jid = "1203634000000" + String.format("%05d", ++groupsMade) + "@g.us";
        add(Group.of(jid, false, List.of(new Person(account.number(), account.lid(), Role.SUPERADMIN))));
        infos.put(
                jid, new Info(subject, "", false, false, String.format("Invite%016d", ++invitesMade), 1_790_000_000L));
        Map<String, Integer> rows = new LinkedHashMap<>();
        addresses.forEach(address -> rows.put(address, add(jid, address)));
        return new Entered(OK, jid, rows);
    }

    /** The account leaves the group, if it is in it. */
    synchronized int leave(Account account, String jid) {
        deeds.add(new Deed("leave", jid, null));
        int code = read(account, jid);
        Group group = groups.get(jid);
        if (code == OK && group.changeCode() != OK) {
            return group.changeCode();
        }
        if (code == OK) {
            groups.put(jid, group.with(self(group, account), Role.LEFT));
        }
        return code;
    }

    /** The account joins the group of that invite; 406 if it is no invite, 410 if it was revoked. */
    synchronized Entered join(Account account, String invite) {
        deeds.add(new Deed("join", null, invite));
        if (account.state() != State.CONNECTED) {
            return new Entered(SOCKET_CLOSED, null, Map.of());
        }
        Group group = groups.values().stream()
                .filter(one -> info(one.jid()).invite().equals(invite))
                .findFirst()
                .orElse(null);
        if (group == null) {
            return new Entered(invite.startsWith("Revoked") ? 410 : 406, null, Map.of());
        }
        if (group.changeCode() != OK) {
            return new Entered(group.changeCode(), null, Map.of());
        }
        if (self(group, account) != null) {
            return new Entered(409, group.jid(), Map.of());
        }
        if (asking.contains(group.jid())) {
            return new Entered(OK, group.jid(), Map.of());
        }
        enter(group, new Person(account.number(), account.lid(), Role.MEMBER));
        return new Entered(OK, group.jid(), Map.of());
    }

    private final Map<String, List<Person>> waiting = new HashMap<>();

    /** From now on this person waits to be let into the group. */
    synchronized void asksToJoin(String jid, Person person) {
        waiting.computeIfAbsent(jid, group -> new ArrayList<>()).add(person);
    }

    /** Who waits; a code other than 200 if WhatsApp does not tell the account, with nobody. */
    synchronized Map.Entry<Integer, List<Person>> waiting(Account account, String jid) {
        int code = administers(account, jid);
        return Map.entry(code, code == OK ? List.copyOf(waiting.getOrDefault(jid, List.of())) : List.of());
    }

    /** Lets people in who wait, by LID or by number; or rejects them. */
    synchronized Rows answerRequests(Account account, String jid, boolean approve, List<String> addresses) {
        deeds.add(new Deed(approve ? "approve" : "reject", jid, List.copyOf(addresses)));
        int code = administers(account, jid);
        Map<String, Integer> rows = new LinkedHashMap<>();
        if (code == OK) {
            addresses.forEach(address -> rows.put(address, answerRequest(jid, approve, address)));
        }
        return new Rows(code, rows);
    }

    private int answerRequest(String jid, boolean approve, String address) {
        Person person = waiting.getOrDefault(jid, List.of()).stream()
                .filter(one -> address.equals(FakeEngine.lidJid(one)) || address.equals(FakeEngine.numberJid(one)))
                .findFirst()
                .orElse(null);
        if (person == null) {
            return 404;
        }
        if (groups.get(jid).rowCode() != OK) {
            return groups.get(jid).rowCode();
        }
        waiting.get(jid).remove(person);
        if (approve) {
            enter(groups.get(jid), person);
        }
        return OK;
    }

    /** @param picture in base64; null deletes it */
    synchronized int changePicture(Account account, String jid, String picture) {
        deeds.add(new Deed("picture", jid, picture));
        return administers(account, jid);
    }

    /** The group of an invite; null if it is no invite. */
    synchronized String groupOfInvite(String invite) {
        return groups.keySet().stream()
                .filter(jid -> info(jid).invite().equals(invite))
                .findFirst()
                .orElse(null);
    }

    /** An account that nobody has linked yet, and that is not running. */
    synchronized Account open(String name) {
        return accounts.computeIfAbsent(name, any -> new Account(name, "", "", State.STOPPED));
    }

    /** Connects the account if it is linked, else it waits for a scan. An account that runs already stays as it is. */
    synchronized void startAccount(String name) {
        accounts.computeIfPresent(
                name,
                (any, account) -> account.state() != State.STOPPED
                        ? account
                        : in(account, account.number().isEmpty() ? State.UNPAIRED : State.CONNECTED));
    }

    synchronized void stopAccount(String name) {
        accounts.computeIfPresent(name, (any, account) -> in(account, State.STOPPED));
    }

    /** Unlinks the account. If it runs, it waits for a scan. */
    synchronized void unpairAccount(String name) {
        accounts.computeIfPresent(
                name,
                (any, account) ->
                        new Account(name, "", "", account.state() == State.STOPPED ? State.STOPPED : State.UNPAIRED));
    }

    synchronized void forgetAccount(String name) {
        accounts.remove(name);
        passkeys.remove(name);
    }

    /** What WhatsApp asks for after the scan: an answer to the challenge, then whether the phone shows the code. */
    record Passkey(String challenge, String code) {}

    private final Map<String, Passkey> passkeys = new HashMap<>();

    /** Null if WhatsApp asks the account for none. */
    synchronized Passkey passkey(String name) {
        return passkeys.get(name);
    }

    /** The phone of an account with a passkey has scanned the code. */
    synchronized void requirePasskey(String name) {
        passkeys.put(name, new Passkey("Y2hhbGxlbmdl", null));
    }

    synchronized void answerPasskey(String name) {
        passkeys.computeIfPresent(name, (any, passkey) -> new Passkey(passkey.challenge(), "ABCD-EFGH"));
    }

    /** Links the account. */
    synchronized void confirmPasskey(String name) {
        passkeys.remove(name);
        accounts.put(name, new Account(name, "6281000000077", "81000000077", State.CONNECTED));
    }

    private static Account in(Account account, State state) {
        return new Account(account.name(), account.number(), account.lid(), state);
    }

    /** What WhatsApp says to a request that only an admin may make. */
    private int administers(Account account, String jid) {
        int code = read(account, jid);
        if (code != OK) {
            return code;
        }
        Group group = groups.get(jid);
        if (group.changeCode() != OK) {
            return group.changeCode();
        }
        return self(group, account).isAdmin() ? OK : 403;
    }

    /** How WhatsApp spells a number: Brazil's without the ninth digit. */
    static String spelling(String address) {
        return address.replaceFirst("^(55[1-9][1-9])9([6-9][0-9]{7}@s\\.whatsapp\\.net)$", "$1$2");
    }

    /** The LID of a number; null if nobody in a group has it. */
    synchronized String lidOf(String numberJid) {
        return groups.values().stream()
                .map(group -> group.person(numberJid))
                .filter(Objects::nonNull)
                .map(FakeEngine::lidJid)
                .findFirst()
                .orElse(null);
    }

    private int add(String jid, String asked) {
        String address = spelling(asked);
        Group group = groups.get(jid);
        Person there = group.person(address);
        if (there != null && there.role() != Role.LEFT) {
            return 409;
        }
        String digits = address.substring(0, address.indexOf('@'));
        int code = group.rowCode() == OK ? additionCodes.getOrDefault(digits, OK) : group.rowCode();
        if (code == OK) {
            boolean isLid = address.endsWith("@lid");
            Person stranger = new Person(isLid ? null : digits, isLid ? digits : "9" + digits, Role.LEFT);
            enter(group, there != null ? there : known(address, stranger));
        }
        return code;
    }

    private Person known(String address, Person otherwise) {
        return groups.values().stream()
                .map(group -> group.person(address))
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(otherwise);
    }

    private int remove(String jid, String address) {
        Group group = groups.get(jid);
        Person person = address.endsWith("@lid") == group.byLid() ? group.person(address) : null;
        if (person == null || person.role() == Role.LEFT) {
            return 404;
        }
        if (group.rowCode() != OK) {
            return group.rowCode();
        }
        if (person.role() == Role.SUPERADMIN) {
            return 406;
        }
        groups.put(jid, group.with(person, Role.LEFT));
        return OK;
    }

    private void enter(Group group, Person person) {
        List<Person> people = new ArrayList<>(group.people());
        people.removeIf(other -> other.lid().equals(person.lid()));
        people.add(person.with(Role.MEMBER));
        groups.put(
                group.jid(),
                new Group(
                        group.jid(),
                        group.byLid(),
                        List.copyOf(people),
                        group.readCode(),
                        group.changeCode(),
                        group.rowCode(),
                        group.meanwhile()));
    }

    private static Person self(Group group, Account account) {
        return group.present().stream()
                .filter(person -> person.is(account))
                .findFirst()
                .orElse(null);
    }
}
