package io.wagateway.engine.conformance;

import java.util.ArrayList;
import java.util.List;

/** One WhatsApp behind one WAHA, for tests of more than one gateway. */
public final class OneWhatsApp implements AutoCloseable {
    /** What the engine calls the account. */
    public static final String ACCOUNT = "phone";

    public static final String SECRET = "one-whatsapp";

    private final FakeWhatsApp whatsApp = new FakeWhatsApp();
    private final FakeWaha waha;

    /** The account is the creator of each group; nobody else is an admin. */
    public OneWhatsApp(int groups, int members) {
        String number = "6281000000001";
        String lid = "810000000000001";
        whatsApp.add(new FakeWhatsApp.Account(ACCOUNT, number, lid, FakeWhatsApp.State.CONNECTED));
        for (int group = 0; group < groups; group++) {
            List<FakeWhatsApp.Person> people = new ArrayList<>();
            people.add(new FakeWhatsApp.Person(number, lid, FakeWhatsApp.Role.SUPERADMIN));
            for (int member = 0; member < members; member++) {
                people.add(new FakeWhatsApp.Person(number(member), lid(member), FakeWhatsApp.Role.MEMBER));
            }
            whatsApp.add(FakeWhatsApp.Group.of(group(group), false, people));
        }
        waha = new FakeWaha(whatsApp, FakeWaha.Flavor.GOWS, false, SECRET);
    }

    public String url() {
        return waha.url();
    }

    public static String group(int group) {
        return "12036304000000" + (1_000 + group) + "@g.us";
    }

    public static String member(int member) {
        return number(member) + "@s.whatsapp.net";
    }

    private static String number(int member) {
        return "62890000" + (1_000 + member);
    }

    private static String lid(int member) {
        return "89000000000" + (1_000 + member);
    }

    /** The role on WhatsApp, whatever any gateway has stored. */
    public boolean isAdmin(int group, int member) {
        return FakeEngine.isAdmin(whatsApp.group(group(group)).person(member(member)));
    }

    /** Whether somebody was an admin, or was none, at a moment between two of {@link System#nanoTime()}. */
    public boolean was(boolean admin, int group, int member, long first, long last) {
        return whatsApp.roles(group(group), number(member), first, last)
                .contains(admin ? FakeWhatsApp.Role.ADMIN : FakeWhatsApp.Role.MEMBER);
    }

    /** How often somebody became an admin or ceased to be one. */
    public long turns(int group, int member) {
        return whatsApp.turns(group(group), number(member));
    }

    @Override
    public void close() {
        waha.close();
    }
}
