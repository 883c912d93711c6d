package io.wagateway.engine.conformance;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A server that stands between a gateway and the one {@link FakeWhatsApp}, with its own wire format and habits. */
abstract class FakeEngine extends FakeServer {
    /** What a request is about. */
    enum Kind {
        STATUS,
        READ,
        CHANGE,
        OTHER
    }

    /** @param about the group, or of a status the account; null if the request names none */
    private record Trouble(Kind kind, String about) {}

    private static final Pattern GROUP = Pattern.compile("[0-9]+(-[0-9]+)?@g\\.us");

    private final FakeWhatsApp whatsApp;
    private volatile boolean storeIsEmpty;
    private volatile boolean listsANamelessGroup;
    private final Map<Trouble, Fault> faults = new ConcurrentHashMap<>();
    private final Map<Trouble, Long> counts = new ConcurrentHashMap<>();
    private final Map<Trouble, Long> struckAt = new ConcurrentHashMap<>();

    FakeEngine(FakeWhatsApp whatsApp) {
        this.whatsApp = whatsApp;
    }

    final FakeWhatsApp whatsApp() {
        return whatsApp;
    }

    /** An engine that has just started, or is under load, lists nobody and nothing, and calls that a success. */
    final void storeIsEmpty(boolean isEmpty) {
        storeIsEmpty = isEmpty;
    }

    /** From now on the list of groups has a row without a name. */
    final void listsANamelessGroup(boolean lists) {
        listsANamelessGroup = lists;
    }

    /** The rows of the list of groups. */
    final List<Map<String, Object>> groupRows(Stream<Map<String, Object>> groups) {
        Stream<Map<String, Object>> nameless = listsANamelessGroup ? Stream.of(Json.object("id", null)) : Stream.of();
        return Stream.concat(nameless, groups).toList();
    }

    /** Who is in the group, as far as the engine knows. */
    final List<FakeWhatsApp.Person> known(FakeWhatsApp.Group group) {
        return storeIsEmpty ? List.of() : group.present();
    }

    /** The groups of the account, as far as the engine knows. */
    final List<FakeWhatsApp.Group> known(FakeWhatsApp.Account account) {
        return storeIsEmpty ? List.of() : whatsApp.groupsOf(account);
    }

    /**
     * From now on the fault happens to such requests.
     *
     * @param about a group, of a status an account
     */
    final void fail(Kind kind, String about, Fault fault) {
        faults.put(new Trouble(kind, about), fault);
    }

    /** The {@link System#nanoTime()} of the first fault of such a request; null if there was none. */
    final Long struckAt(Kind kind, String about) {
        return struckAt.get(new Trouble(kind, about));
    }

    /** How many requests of that kind named this group, or of a status this account. */
    final long count(Kind kind, String about) {
        return counts.getOrDefault(new Trouble(kind, about), 0L);
    }

    /** Where webhooks go, and the key that signs them. */
    private record Inbox(String url, String secret) {}

    private volatile Inbox inbox = new Inbox(null, null);

    /** From now on webhooks go there. */
    final void sendsWebhooksTo(String url, String secret) {
        inbox = new Inbox(url, secret);
    }

    /** Where webhooks go; null: nowhere. */
    final String inboxUrl() {
        return inbox.url();
    }

    /** The webhook of a change in a group, which somebody has made with a phone. */
    EngineWebhook webhook(FakeWhatsApp.Account account, String gid, String secret) {
        throw new UnsupportedOperationException("this engine has no webhooks");
    }

    /** Somebody makes a member an admin with a phone. The engine sends its webhook; the status of the answer. */
    final int promoteByPhone(FakeWhatsApp.Account account, String gid, String number) {
        whatsApp.promoteByPhone(gid, number);
        return webhook(account, gid, inbox.secret()).sendTo(inbox.url());
    }

    abstract Kind kind(Request request);

    /** The account that a status request names; null if it names none. */
    abstract String account(Request request);

    @Override
    final Fault fault(Request request) {
        Kind kind = kind(request);
        Trouble trouble = new Trouble(kind, kind == Kind.STATUS ? account(request) : groupOf(request));
        counts.merge(trouble, 1L, Long::sum);
        Fault fault = faults.get(trouble);
        if (fault != null) {
            struckAt.putIfAbsent(trouble, System.nanoTime());
        }
        return fault;
    }

    /** The group that a request names anywhere; null if it names none. */
    static String groupOf(Request request) {
        Matcher matcher = GROUP.matcher(
                String.join("/", request.segments()) + " " + request.query().values() + " " + request.body());
        return matcher.find() ? matcher.group() : null;
    }

    static boolean isAdmin(FakeWhatsApp.Person person) {
        return person.role() == FakeWhatsApp.Role.ADMIN || isCreator(person);
    }

    static boolean isCreator(FakeWhatsApp.Person person) {
        return person.role() == FakeWhatsApp.Role.SUPERADMIN;
    }

    /** Null if the number is hidden. */
    static String numberJid(FakeWhatsApp.Person person) {
        return person.number() == null ? null : person.number() + "@s.whatsapp.net";
    }

    static String lidJid(FakeWhatsApp.Person person) {
        return person.lid().contains("@") ? person.lid() : person.lid() + "@lid";
    }

    /** A participant with whatsmeow's own names, as WAHA's GOWS and wuzapi pass it on. */
    static Map<String, Object> whatsmeowRow(FakeWhatsApp.Group group, FakeWhatsApp.Person person) {
        String number = person.number() == null ? "" : numberJid(person);
        return Json.object(
                "JID",
                group.byLid() ? lidJid(person) : number,
                "PhoneNumber",
                number,
                "LID",
                lidJid(person),
                "IsAdmin",
                isAdmin(person),
                "IsSuperAdmin",
                isCreator(person),
                "DisplayName",
                "",
                "Error",
                0,
                "AddRequest",
                null);
    }

    /** A group with whatsmeow's own names. */
    final Map<String, Object> whatsmeowGroup(FakeWhatsApp.Group group) {
        return Json.object(
                "JID",
                group.jid(),
                "OwnerJID",
                "",
                "Name",
                "Fake",
                "Topic",
                "",
                "IsLocked",
                false,
                "IsAnnounce",
                false,
                "AddressingMode",
                group.byLid() ? "lid" : "pn",
                "Participants",
                known(group).stream().map(person -> whatsmeowRow(group, person)).toList());
    }

    /** The same, and what the group says of itself. */
    final Map<String, Object> whatsmeowInfo(FakeWhatsApp.Group group) {
        FakeWhatsApp.Info info = whatsApp.info(group.jid());
        Map<String, Object> described = new LinkedHashMap<>(whatsmeowGroup(group));
        described.put("OwnerJID", creatorOf(group) == null ? "" : creatorOf(group));
        described.put("Name", info.subject());
        described.put("Topic", info.description());
        described.put("IsLocked", info.locked());
        described.put("IsAnnounce", info.announce());
        described.put("GroupCreated", Instant.ofEpochSecond(info.createdAt()).toString());
        return described;
    }

    /** In the group's addressing mode; null if the creator has left. */
    static String creatorOf(FakeWhatsApp.Group group) {
        return group.present().stream()
                .filter(FakeEngine::isCreator)
                .map(person -> group.byLid() ? lidJid(person) : numberJid(person))
                .findFirst()
                .orElse(null);
    }
}
