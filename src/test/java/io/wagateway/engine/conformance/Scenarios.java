package io.wagateway.engine.conformance;

import static io.wagateway.engine.conformance.Scenario.demote;
import static io.wagateway.engine.conformance.Scenario.promote;

import io.wagateway.engine.conformance.FakeEngine.Kind;
import io.wagateway.engine.conformance.FakeWhatsApp.Meanwhile;
import io.wagateway.engine.conformance.FakeWhatsApp.Person;
import io.wagateway.engine.conformance.FakeWhatsApp.Role;
import io.wagateway.engine.conformance.Scenario.Entry;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The rows of the table. A status is right for every engine unless an exception says why it is not. */
final class Scenarios {
    private static final String HIDES = "the engine hides the reason; reading back shows that nothing happened";
    private static final String NO_REASON = "the engine gives no reason, and nothing that can be read tells it";
    private static final String DIGITS_ONLY =
            "GOWA can name a member by digits only, and this group is not addressed so";
    private static final String NO_NUMBERS = "old builds list this group without numbers and cannot look one up";
    private static final String NO_LIDS = "old builds know no LIDs of a group that is addressed by number";
    private static final String NO_KEYS = "this build checks no key";
    private static final String TOKEN_IS_SESSION = "the token is the session: an unknown one is a wrong secret";
    private static final String WHOSE =
            "its status does not say whose account it is, so WhatsApp decides, which it hides";

    private static final String PLAIN = Scenario.PLAIN.number() + "@s.whatsapp.net";
    private static final String PLAIN_LID = Scenario.PLAIN.lid() + "@lid";
    private static final String ADMIN = Scenario.ADMIN.number() + "@s.whatsapp.net";
    private static final String CREATOR = Scenario.CREATOR.number() + "@s.whatsapp.net";

    private Scenarios() {}

    static List<Scenario> all() {
        List<Scenario> all = new ArrayList<>();
        all.addAll(roles());
        all.addAll(names());
        all.addAll(refusals());
        all.addAll(statusService());
        all.addAll(faults(Kind.READ, "read"));
        all.addAll(faults(Kind.CHANGE, "change"));
        // Last: they have no successes that would keep an entry's circuit closed for the others.
        all.addAll(statuses());
        return List.copyOf(all);
    }

    private static List<Scenario> roles() {
        Person plainSelf = new Person(Scenario.NUMBER, Scenario.LID, Role.MEMBER);
        return List.of(
                promote("promote a plain member", PLAIN, 204),
                promote("promote an admin already", ADMIN, 204).withoutWrite(Column.WUZAPI_OLD),
                demote("demote an admin", ADMIN, 204),
                demote("demote a plain member already", PLAIN, 204).withoutWrite(Column.WUZAPI_OLD),
                demote("demote the creator", CREATOR, 403).withoutWrite(),
                promote("promote the creator", CREATOR, 204).withoutWrite(Column.WUZAPI_OLD),
                demote("demote oneself", Scenario.NUMBER + "@s.whatsapp.net", 204),
                promote("account is a plain member", PLAIN, 403).self(plainSelf).except(502, WHOSE, Column.WUZAPI_OLD),
                promote("account is not in the group", PLAIN, 404).self(null),
                promote("unknown group", PLAIN, 404).group(group -> null),
                promote("unknown member", "6289999999999@s.whatsapp.net", 404).withoutWrite(),
                promote("member who left", Scenario.LEFT.number() + "@s.whatsapp.net", 404)
                        .withoutWrite(),
                promote("group of 1,024", PLAIN, 204).strangers(1_019));
    }

    private static List<Scenario> names() {
        return List.of(
                promote("group by LID, member by LID", PLAIN_LID, 204)
                        .groupByLid()
                        .except(502, DIGITS_ONLY, Column.GOWA),
                promote("group by LID, member by number", PLAIN, 204)
                        .groupByLid()
                        .except(502, DIGITS_ONLY, Column.GOWA)
                        .except(404, NO_NUMBERS, Column.NOWEB_2024, Column.WEBJS_2024),
                promote("group by LID, number hidden", Scenario.HIDDEN.lid() + "@lid", 204)
                        .groupByLid()
                        .except(502, DIGITS_ONLY, Column.GOWA),
                promote("group by LID, account without number", PLAIN_LID, 204)
                        .groupByLid()
                        .self(new Person(null, Scenario.LID, Role.ADMIN))
                        .except(502, DIGITS_ONLY, Column.GOWA),
                promote("group with a bot and a hosted account", PLAIN_LID, 204)
                        .groupByLid()
                        .group(group -> group.and(new Person(null, "13135550002@bot", Role.MEMBER))
                                .and(new Person(null, "222@hosted.lid", Role.ADMIN)))
                        .except(502, DIGITS_ONLY, Column.GOWA)
                        .notFor(Column.SIMULATOR),
                promote("group with a member of no name", PLAIN_LID, 204)
                        .groupByLid()
                        .group(group -> group.and(new Person(null, "", Role.MEMBER)))
                        .except(502, DIGITS_ONLY, Column.GOWA)
                        .notFor(Column.SIMULATOR),
                promote("group by number, member by LID", PLAIN_LID, 204)
                        .except(404, NO_LIDS, Column.NOWEB_2024, Column.WEBJS_2024));
    }

    private static List<Scenario> refusals() {
        return List.of(
                promote("lying 200: change refused with 403", PLAIN, 403)
                        .group(group -> group.changesWith(403))
                        .except(502, HIDES, Column.MUTE),
                promote("change refused with 401", PLAIN, 403)
                        .group(group -> group.changesWith(401))
                        .except(502, HIDES, Column.MUTE),
                promote("member leaves meanwhile: row 404", PLAIN, 404)
                        .group(group -> group.meanwhile(Meanwhile.MEMBER_LEAVES)),
                promote("account loses its role meanwhile", PLAIN, 403)
                        .group(group -> group.meanwhile(Meanwhile.ACCOUNT_LOSES_ITS_ROLE))
                        .except(502, WHOSE, Column.WUZAPI_OLD),
                promote("group is deleted meanwhile", PLAIN, 404)
                        .group(group -> group.meanwhile(Meanwhile.GROUP_IS_DELETED)),
                promote("account is unlinked meanwhile", PLAIN, 501)
                        .byAccount("unlinked-meanwhile")
                        .group(group -> group.meanwhile(Meanwhile.ACCOUNT_IS_UNLINKED)),
                promote("rate limit begins meanwhile", PLAIN, 429)
                        .byAccount("limited-meanwhile")
                        .group(group -> group.meanwhile(Meanwhile.RATE_LIMIT_BEGINS))
                        .except(502, HIDES, Column.MUTE),
                demote("row 406 at demote", ADMIN, 403)
                        .group(group -> group.rowsWith(406))
                        .withReadBack()
                        .except(502, HIDES, Column.LIARS),
                promote("row 419 at promote", PLAIN, 502).group(group -> group.rowsWith(419)),
                promote("rate limit at read", PLAIN, 429)
                        .byAccount("limited-at-read")
                        .group(group -> group.readsWith(429))
                        .except(502, NO_REASON, Column.MUTE),
                promote("rate limit at change", PLAIN, 429)
                        .byAccount("limited-at-change")
                        .group(group -> group.changesWith(429))
                        .except(502, HIDES, Column.MUTE),
                promote("WhatsApp leaves the change unanswered", PLAIN, 504)
                        .group(group -> group.changesWith(FakeWhatsApp.SILENCE))
                        .except(502, HIDES, Column.MUTE));
    }

    private static List<Scenario> statusService() {
        return List.of(
                promote("closed socket", PLAIN, 501)
                        .byAccount("dead")
                        .notFor(Column.SIMULATOR)
                        .except(502, NO_REASON, Column.MUTE),
                promote("socket closes before the change", PLAIN, 501)
                        .group(group -> group.changesWith(FakeWhatsApp.SOCKET_CLOSED))
                        .except(502, HIDES, Column.MUTE),
                promote("expired pairing", PLAIN, 501).byAccount("unpaired").withoutWrite(),
                promote("account waits for its passkey", PLAIN, 501)
                        .byAccount("passkey")
                        .withoutWrite()
                        .notFor(Column.SIMULATOR),
                promote("session not started", PLAIN, 501).byAccount("stopped").withoutWrite(),
                promote("session unknown to the engine", PLAIN, 501)
                        .byAccount(Scenario.UNKNOWN)
                        .withoutWrite()
                        .notFor(Column.SIMULATOR)
                        .except(502, TOKEN_IS_SESSION, Column.WUZAPI, Column.WUZAPI_OLD),
                promote("wrong credentials", PLAIN, 502)
                        .entry(Entry.WRONG_SECRET)
                        .except(204, NO_KEYS, Column.NOWEB_2024),
                promote("key without the right", PLAIN, 502)
                        .entry(Entry.SECRET_WITHOUT_RIGHT)
                        .except(204, NO_KEYS, Column.NOWEB_2024)
                        .notFor(Column.EVOLUTION, Column.GOWA, Column.WUZAPI, Column.WUZAPI_OLD),
                promote("connection refused", PLAIN, 503)
                        .entry(Entry.UNREACHABLE)
                        .withoutWrite());
    }

    /** An engine that fails. The gateway does not take that for an account that is not connected. */
    private static List<Scenario> statuses() {
        return List.of(
                status("engine restarts at status", Fault.CLOSED_WITHOUT_ANSWER, 503),
                status("HTML with 502 at status", Fault.HTML_502, 503),
                status("JSON of another shape at status", Fault.JSON_OTHER_SHAPE, 502),
                status("hang at status", Fault.HANG, 504));
    }

    private static Scenario status(String name, Fault fault, Integer... statuses) {
        return promote(name, PLAIN, statuses)
                .fault(Kind.STATUS, fault)
                .byAccount("ill-" + fault.name().toLowerCase(Locale.ROOT).replace('_', '-'))
                .withoutWrite()
                .within(EngineConformanceIT.FAULTY_TIMEOUT_MILLIS + 1_000);
    }

    private static List<Scenario> faults(Kind at, String where) {
        return List.of(
                fault("engine restarts at", at, where, Fault.CLOSED_WITHOUT_ANSWER, 503),
                fault("connection ends in the body of", at, where, Fault.CLOSED_IN_THE_BODY, 503),
                fault("Content-Length too long at", at, where, Fault.CONTENT_LENGTH_TOO_LONG, 503),
                fault("Content-Length too short at", at, where, Fault.CONTENT_LENGTH_TOO_SHORT, 502),
                fault("HTML with 200 at", at, where, Fault.HTML_200, 502),
                fault("HTML with 502 at", at, where, Fault.HTML_502, 503),
                fault("empty 200 at", at, where, Fault.EMPTY_200, 502),
                fault("JSON of another shape at", at, where, Fault.JSON_OTHER_SHAPE, 502),
                fault("JSON null at", at, where, Fault.JSON_NULL, 502),
                fault("JSON number at", at, where, Fault.JSON_NUMBER, 502),
                fault("JSON 10,000 deep at", at, where, Fault.JSON_DEEP, 502),
                fault("redirect elsewhere at", at, where, Fault.REDIRECT, 502),
                fault("body of 50 MB at", at, where, Fault.BODY_OF_50_MB, 502),
                fault("endless body at", at, where, Fault.ENDLESS, 502, 504),
                fault("drip at", at, where, Fault.DRIP, 504),
                fault("hang at", at, where, Fault.HANG, 504),
                fault("headers, then a hang at", at, where, Fault.HEADERS_THEN_HANG, 504),
                fault("0.3 s of latency at", at, where, Fault.LATENCY, 204));
    }

    private static Scenario fault(String name, Kind at, String where, Fault fault, Integer... statuses) {
        return promote(name + " " + where, PLAIN, statuses)
                .fault(at, fault)
                .within(EngineConformanceIT.FAULTY_TIMEOUT_MILLIS + 1_000);
    }
}
