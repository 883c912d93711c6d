package io.wagateway.engine.conformance;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The truth that all fakes of one test share: who is in which group, and what WhatsApp answers to a change of that. */
final class FakeWhatsApp {
    /** What WhatsApp says where nothing is wrong. */
    static final int OK = 200;

    /** No answer of WhatsApp at all: the account's socket is closed. */
    static final int SOCKET_CLOSED = -1;

    /** No answer of WhatsApp either: the engine has given up waiting for one. */
    static final int SILENCE = -2;

    /** The account's connection. With a dead socket the engine calls itself connected all the same. */
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
     * @param number digits; null where WhatsApp hides it
     * @param lid digits; the whole JID of who is of another server
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
     * @param readCode what WhatsApp answers to a read, 200 being nothing special
     * @param changeCode what it answers to a whole change
     * @param rowCode what it answers in the member's row
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

        /** By a JID or LID of WhatsApp's wire, in either addressing mode; null where nobody has it. */
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
     * @param code of the whole request, {@link #SOCKET_CLOSED} where there was none
     * @param row of the participant, where the code is 200
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

    /** Null where there is none. */
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

    /** What WhatsApp answers to a question about a group: 200, 403, 404, 429 or none. */
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

    /** Promotes or demotes, if WhatsApp would. */
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
        if (person.role() == Role.SUPERADMIN) {
            return new Answer(OK, promote ? OK : 406);
        }
        groups.put(jid, group.with(person, promote ? Role.ADMIN : Role.MEMBER));
        return new Answer(OK, OK);
    }

    /** WhatsApp's word for a code. */
    static String text(int code) {
        return switch (code) {
            case 400 -> "bad-request";
            case 401 -> "not-authorized";
            case 403 -> "forbidden";
            case 404 -> "item-not-found";
            case 406 -> "not-acceptable";
            case 419 -> "resource-limit";
            case 429 -> "rate-overlimit";
            default -> "internal-server-error";
        };
    }

    private static Person self(Group group, Account account) {
        return group.present().stream()
                .filter(person -> person.is(account))
                .findFirst()
                .orElse(null);
    }
}
