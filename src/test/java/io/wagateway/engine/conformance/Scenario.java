package io.wagateway.engine.conformance;

import io.wagateway.engine.conformance.FakeEngine.Kind;
import io.wagateway.engine.conformance.FakeWhatsApp.Group;
import io.wagateway.engine.conformance.FakeWhatsApp.Person;
import io.wagateway.engine.conformance.FakeWhatsApp.Role;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/** A row of the table: one call, what goes wrong meanwhile, and what each engine's column must show. */
final class Scenario {
    /** Which configuration of the engine's entry a session uses. */
    enum Entry {
        /** As it should be. */
        SOUND,
        /** For faults, with a short time-out. */
        FAULTY,
        WRONG_SECRET,
        SECRET_WITHOUT_RIGHT,
        /** Nobody listens there. */
        UNREACHABLE
    }

    /** A cell: the statuses that are right, and the reason if the column is an exception. */
    record Expected(List<Integer> statuses, String reason) {}

    /** The account that no engine has. */
    static final String UNKNOWN = "unknown";

    static final String NUMBER = "6281000000001";
    static final String LID = "81000000001";
    static final Person CREATOR = new Person("6289000000001", "89000000001", Role.SUPERADMIN);
    static final Person PLAIN = new Person("6289000000002", "89000000002", Role.MEMBER);
    static final Person ADMIN = new Person("6289000000003", "89000000003", Role.ADMIN);
    static final Person LEFT = new Person("6289000000004", "89000000004", Role.LEFT);
    static final Person HIDDEN = new Person(null, "89000000005", Role.MEMBER);

    private final String name;
    private final boolean promote;
    private final String member;
    private final List<Integer> statuses;
    private final Map<Column, Expected> exceptions = new EnumMap<>(Column.class);
    private String account = "main";
    private Person self = new Person(NUMBER, LID, Role.ADMIN);
    private boolean byLid;
    private int strangers;
    private UnaryOperator<Group> group = UnaryOperator.identity();
    private Entry entry = Entry.SOUND;
    private Kind faultAt;
    private Fault fault;
    private boolean readsBack;
    private boolean writes = true;
    private final Set<Column> writing = EnumSet.noneOf(Column.class);
    private int withinMillis = 2_500;

    private Scenario(String name, boolean promote, String member, Integer... statuses) {
        this.name = name;
        this.promote = promote;
        this.member = member;
        this.statuses = List.of(statuses);
    }

    static Scenario promote(String name, String member, Integer... statuses) {
        return new Scenario(name, true, member, statuses);
    }

    static Scenario demote(String name, String member, Integer... statuses) {
        return new Scenario(name, false, member, statuses);
    }

    /**
     * WhatsApp must not be asked to change anything.
     *
     * @param unless the columns whose engine does not say what the account is, so that the gateway asks WhatsApp
     */
    Scenario withoutWrite(Column... unless) {
        writes = false;
        writing.addAll(List.of(unless));
        return this;
    }

    /** The gateway may read the group back on any engine, as somebody else may have been faster. */
    Scenario withReadBack() {
        readsBack = true;
        return this;
    }

    boolean readsBack() {
        return readsBack;
    }

    Scenario byAccount(String name) {
        account = name;
        return this;
    }

    /** The account as the group lists it; null if it is not in the group. */
    Scenario self(Person person) {
        self = person;
        return this;
    }

    Scenario groupByLid() {
        byLid = true;
        return this;
    }

    Scenario strangers(int count) {
        strangers = count;
        return this;
    }

    /** How WhatsApp treats this group; a result of null means that it does not exist. */
    Scenario group(UnaryOperator<Group> treatment) {
        group = treatment;
        return this;
    }

    Scenario entry(Entry one) {
        entry = one;
        return this;
    }

    Scenario fault(Kind at, Fault what) {
        faultAt = at;
        fault = what;
        return entry(Entry.FAULTY);
    }

    Scenario within(int milliseconds) {
        withinMillis = milliseconds;
        return this;
    }

    /** These columns must show something else, for this reason. */
    Scenario except(int status, String reason, Column... columns) {
        for (Column column : columns) {
            exceptions.put(column, new Expected(List.of(status), reason));
        }
        return this;
    }

    /** These columns cannot have that. */
    Scenario notFor(Column... columns) {
        for (Column column : columns) {
            exceptions.put(column, new Expected(List.of(), null));
        }
        return this;
    }

    String name() {
        return name;
    }

    boolean isPromotion() {
        return promote;
    }

    String member() {
        return member;
    }

    String account() {
        return account;
    }

    Entry entry() {
        return entry;
    }

    Kind faultAt() {
        return faultAt;
    }

    Fault fault() {
        return fault;
    }

    boolean mayWrite(Column column) {
        return writes || writing.contains(column);
    }

    int withinMillis() {
        return withinMillis;
    }

    /** Null if the column has no such cell. */
    Expected expected(Column column) {
        boolean needsFake = entry != Entry.SOUND || !isPlain();
        Expected expected = exceptions.getOrDefault(column, new Expected(statuses, null));
        return expected.statuses().isEmpty() || (needsFake && !column.isFake()) ? null : expected;
    }

    private boolean isPlain() {
        Group treated = group("1@g.us");
        return treated == null || treated.equals(Group.of("1@g.us", treated.byLid(), treated.people()));
    }

    /** This scenario's own group; null if there is none. */
    Group group(String jid) {
        List<Person> people = new ArrayList<>(List.of(CREATOR, PLAIN, ADMIN, LEFT));
        if (self != null) {
            people.add(self);
        }
        if (byLid) {
            people.add(HIDDEN);
        }
        for (int i = 0; i < strangers; i++) {
            people.add(new Person("62870000" + (10_000 + i), "87000" + (10_000 + i), Role.MEMBER));
        }
        return group.apply(Group.of(jid, byLid, people));
    }
}
