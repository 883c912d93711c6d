package io.wagateway.engine.conformance;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A server that stands between a gateway and the one {@link FakeWhatsApp}, with a wire and habits of its own. */
abstract class FakeEngine extends FakeServer {
    /** What a request is about. */
    enum Kind {
        STATUS,
        READ,
        CHANGE,
        OTHER
    }

    /** @param group null where none is named */
    private record Trouble(Kind kind, String group) {}

    private static final Pattern GROUP = Pattern.compile("[0-9]+(-[0-9]+)?@g\\.us");

    private final FakeWhatsApp whatsApp;
    private final Map<Trouble, Fault> faults = new ConcurrentHashMap<>();
    private final Map<Trouble, Long> counts = new ConcurrentHashMap<>();

    FakeEngine(FakeWhatsApp whatsApp) {
        this.whatsApp = whatsApp;
    }

    final FakeWhatsApp whatsApp() {
        return whatsApp;
    }

    /** From now on such requests for this group go wrong. */
    final void fail(Kind kind, String group, Fault fault) {
        faults.put(new Trouble(kind, group), fault);
    }

    /** How many requests of that kind named this group. */
    final long count(Kind kind, String group) {
        return counts.getOrDefault(new Trouble(kind, group), 0L);
    }

    final long count(Kind kind) {
        return counts.entrySet().stream()
                .filter(count -> count.getKey().kind() == kind)
                .mapToLong(Map.Entry::getValue)
                .sum();
    }

    abstract Kind kind(Request request);

    @Override
    final Fault fault(Request request) {
        Trouble about = new Trouble(kind(request), groupOf(request));
        counts.merge(about, 1L, Long::sum);
        return faults.get(about);
    }

    /** The group that a request names anywhere; null where it names none. */
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

    /** Null where the number is hidden. */
    static String numberJid(FakeWhatsApp.Person person) {
        return person.number() == null ? null : person.number() + "@s.whatsapp.net";
    }

    static String lidJid(FakeWhatsApp.Person person) {
        return person.lid() + "@lid";
    }

    /** A participant with whatsmeow's own names, as WAHA's GOWS and wuzapi hand it on. */
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
    static Map<String, Object> whatsmeowGroup(FakeWhatsApp.Group group) {
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
                group.present().stream()
                        .map(person -> whatsmeowRow(group, person))
                        .toList());
    }
}
