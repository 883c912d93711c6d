package io.wagateway.engine.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import io.wagateway.engine.conformance.FakeWhatsApp.Account;
import io.wagateway.engine.conformance.FakeWhatsApp.Group;
import io.wagateway.engine.conformance.FakeWhatsApp.Person;
import io.wagateway.engine.conformance.FakeWhatsApp.Role;
import io.wagateway.engine.conformance.FakeWhatsApp.State;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/**
 * WAHA with one of the engines behind it. Builds of 2024 have neither the uniform list of members nor the look-up of
 * LIDs. NOWEB serves the uniform list from a cache that has missed all promotions, and looks up no LIDs, as it has no
 * store unless somebody configures one.
 */
final class FakeWaha extends FakeEngine {
    /** The engine behind WAHA. The last two work in a browser, and do not pass on why WhatsApp refused a request. */
    enum Flavor {
        GOWS,
        NOWEB,
        WEBJS,
        WPP
    }

    /** The suffix of a key that WAHA knows, but that does not permit the request. */
    static final String WITHOUT_RIGHT = "-without-right";

    private final Flavor flavor;
    private final boolean old;
    private final String secret;

    /** @param old a build of 2024 */
    FakeWaha(FakeWhatsApp whatsApp, Flavor flavor, boolean old, String secret) {
        super(whatsApp);
        this.flavor = flavor;
        this.old = old;
        this.secret = secret;
        start();
    }

    @Override
    Kind kind(Request request) {
        if (request.method().equals("POST")) {
            return Kind.CHANGE;
        }
        List<String> path = request.segments();
        if (path.size() == 3 && path.get(1).equals("sessions")) {
            return Kind.STATUS;
        }
        boolean uniform = path.get(path.size() - 1).equals("v2");
        return path.size() > 4 && path.get(4).equals("participants") && !(uniform && old) ? Kind.READ : Kind.OTHER;
    }

    @Override
    EngineWebhook webhook(Account account, String gid, String webhookSecret) {
        String body = Json.text(Json.object(
                "id",
                "evt_01",
                "session",
                account.name(),
                "event",
                "group.v2.participants",
                "engine",
                flavor.name(),
                "payload",
                Json.object("group", Json.object("id", gid), "type", "promote", "participants", List.of())));
        return new EngineWebhook(
                "application/json", body, "X-Webhook-Hmac", EngineWebhook.hmac("HmacSHA512", webhookSecret, body));
    }

    @Override
    String account(Request request) {
        return request.segments().get(2);
    }

    @Override
    Reply answer(Request request) {
        List<String> path = request.segments();
        boolean checksKeys = !(old && flavor == Flavor.NOWEB);
        if (checksKeys && !secret.equals(request.header("x-api-key"))) {
            return (secret + WITHOUT_RIGHT).equals(request.header("x-api-key"))
                    ? Reply.json(403, Json.object("message", "Forbidden", "statusCode", 403))
                    : Reply.json(401, Json.object("message", "Unauthorized", "statusCode", 401));
        }
        if (path.get(0).equals("api") && path.size() > 1 && path.get(1).equals("sessions")) {
            return request.method().equals("GET") ? session(path.get(2)) : changeOfAccount(request, path);
        }
        if (path.size() < 3 || !path.get(0).equals("api")) {
            return noSuchPath(request);
        }
        Account account = whatsApp().account(path.get(1));
        String rest = String.join("/", path.subList(2, path.size()));
        if (rest.startsWith("lids/") && !old) {
            Reply notReady = notReady(path.get(1), account);
            return notReady != null ? notReady : flavor == Flavor.NOWEB ? noStore() : lids(path);
        }
        if (path.get(2).equals("auth")) {
            boolean isPasskey = !old && path.size() > 3 && path.get(3).equals("passkey") && account != null;
            return isPasskey
                    ? passkey(request, String.join("/", path.subList(4, path.size())), account)
                    : code(path, account);
        }
        if (!path.get(2).equals("groups") || (path.size() > 4 && old && rest.endsWith("/participants/v2"))) {
            return noSuchPath(request);
        }
        Reply notReady = notReady(path.get(1), account);
        if (notReady != null) {
            return notReady;
        }
        if (path.size() == 3) {
            return request.method().equals("GET") ? list(request, account) : create(request, account);
        }
        if (!old && path.get(3).startsWith("join")) {
            return join(request, account, path.get(3).equals("join-info"));
        }
        String gid = path.get(3);
        String operation = path.size() == 4 ? "" : String.join("/", path.subList(4, path.size()));
        return switch (request.method() + " " + operation) {
            case "GET " -> group(request, account, gid);
            case "GET participants" -> participants(request, account, gid, false);
            case "GET participants/v2" -> participants(request, account, gid, true);
            case "POST admin/promote" -> change(request, account, gid, true);
            case "POST admin/demote" -> change(request, account, gid, false);
            case "POST participants/add" -> changeOfMembers(request, account, gid, true);
            case "POST participants/remove" -> changeOfMembers(request, account, gid, false);
            case "POST leave" -> done(request, whatsApp().leave(account, gid), gid);
            case "PUT picture", "DELETE picture" -> old ? noSuchPath(request) : picture(request, account, gid);
            case "GET invite-code" -> invite(request, whatsApp().readInvite(account, gid), gid);
            case "POST invite-code/revoke" -> invite(request, whatsApp().revokeInvite(account, gid), gid);
            default -> request.method().equals("PUT") ? update(request, account, gid, operation) : noSuchPath(request);
        };
    }

    private Reply noSuchPath(Request request) {
        return Reply.json(
                404,
                Json.object(
                        "message",
                        "Cannot " + request.method() + " " + request.path(),
                        "error",
                        "Not Found",
                        "statusCode",
                        404));
    }

    private Reply session(String name) {
        Account account = whatsApp().account(name);
        if (account == null) {
            return Reply.json(
                    404, Json.object("message", "Session not found", "error", "Not Found", "statusCode", 404));
        }
        FakeWhatsApp.Passkey passkey = passkey(account);
        String status = passkey == null
                ? wahaStatus(account)
                : passkey.code() == null ? "PASSKEY_REQUIRED" : "PASSKEY_CONFIRMATION_REQUIRED";
        Map<String, Object> session = Json.object("name", name, "status", status, "config", null);
        if (wahaStatus(account).equals("WORKING")) {
            Map<String, Object> me = Json.object("id", account.number() + "@c.us", "pushName", "Fake");
            if (!old && (flavor == Flavor.GOWS || flavor == Flavor.NOWEB)) {
                me.put("lid", account.lid() + "@lid");
            }
            session.put("me", me);
        }
        session.put("engine", Json.object("engine", flavor.name()));
        return Reply.json(200, session);
    }

    /** Only builds of 2026 with GOWS tell of it. */
    private FakeWhatsApp.Passkey passkey(Account account) {
        boolean tells = !old && flavor == Flavor.GOWS && account.state() == State.UNPAIRED;
        return tells ? whatsApp().passkey(account.name()) : null;
    }

    private Reply passkey(Request request, String operation, Account account) {
        FakeWhatsApp.Passkey passkey = passkey(account);
        Reply created = new Reply(201, "application/json", null);
        switch (request.method() + " " + operation) {
            case "GET challenge" -> {
                return passkey == null || passkey.code() != null
                        ? unprocessable("No passkey challenge is pending for the session")
                        : Reply.json(200, Json.object("challenge", passkey.challenge(), "rpId", "whatsapp.com"));
            }
            case "GET confirmation" -> {
                return passkey == null || passkey.code() == null
                        ? unprocessable("No passkey confirmation is pending for the session")
                        : Reply.json(200, Json.object("code", passkey.code()));
            }
            // What the engine behind WAHA makes of it comes later.
            case "POST " -> {
                whatsApp().answerPasskey(account.name());
                return created;
            }
            case "POST confirm" -> {
                whatsApp().confirmPasskey(account.name());
                return created;
            }
            default -> {
                return noSuchPath(request);
            }
        }
    }

    private static String wahaStatus(Account account) {
        return switch (account.state()) {
            case CONNECTED, DEAD_SOCKET -> "WORKING";
            case UNPAIRED -> "SCAN_QR_CODE";
            case STOPPED -> "STOPPED";
        };
    }

    /** The error of a session that cannot reach WhatsApp; null if it can. The real WAHA waits 5 s before its 422. */
    private Reply notReady(String name, Account account) {
        if (account == null && old && flavor == Flavor.NOWEB) {
            return Reply.json(
                    422,
                    Json.object(
                            "message", "WAHA Core support only 'default' session. You tried to access another one.",
                            "error", "Unprocessable Entity",
                            "statusCode", 422));
        }
        if (account == null || account.state() == State.STOPPED) {
            return Reply.json(
                    404,
                    Json.object(
                            "message",
                            "We didn't find a session with name '" + name + "'.\nPlease start it first by using POST "
                                    + "/api/sessions/" + name + "/start request",
                            "error",
                            "Not Found",
                            "statusCode",
                            404));
        }
        if (account.state() == State.UNPAIRED) {
            return Reply.json(
                    422,
                    Json.object(
                            "error",
                            "Session status is not as expected. Try again later or restart the session",
                            "session",
                            name,
                            "status",
                            "SCAN_QR_CODE",
                            "expected",
                            List.of("WORKING")));
        }
        return null;
    }

    private static Reply noStore() {
        return Reply.json(
                400,
                Json.object(
                        "message",
                        "Enable NOWEB store \"config.noweb.store.enabled=True\" and restart the session",
                        "error",
                        "Bad Request",
                        "statusCode",
                        400));
    }

    private Reply lids(List<String> path) {
        boolean byNumber = path.get(3).equals("pn");
        String digits = path.get(path.size() - 1).replaceAll("@.*", "");
        Person known = whatsApp()
                .everybody()
                .filter(person -> digits.equals(byNumber ? person.number() : person.lid()))
                .filter(person -> person.number() != null)
                .findFirst()
                .orElse(null);
        String lid = byNumber ? null : digits + "@lid";
        String number = byNumber ? digits + "@c.us" : null;
        return Reply.json(
                200,
                Json.object(
                        "lid", known == null ? lid : known.lid() + "@lid",
                        "pn", known == null ? number : known.number() + "@c.us"));
    }

    private Reply list(Request request, Account account) {
        if (account.state() == State.DEAD_SOCKET) {
            return refused(request, FakeWhatsApp.SOCKET_CLOSED, "");
        }
        List<Map<String, Object>> groups = groupRows(known(account).stream().map(this::shape));
        if (flavor == Flavor.NOWEB) {
            Map<String, Object> byId = new LinkedHashMap<>();
            groups.forEach(group -> byId.put(String.valueOf(group.get("id")), group));
            return Reply.json(200, byId);
        }
        return Reply.json(200, groups);
    }

    private Reply group(Request request, Account account, String gid) {
        int code = whatsApp().read(account, gid);
        if (code == FakeWhatsApp.OK) {
            return Reply.json(200, shape(whatsApp().group(gid)));
        }
        return old && flavor == Flavor.NOWEB && code == 404
                ? new Reply(200, "application/json", null)
                : refused(request, code, gid);
    }

    private Map<String, Object> shape(Group group) {
        return switch (flavor) {
            case GOWS -> whatsmeowInfo(group);
            case NOWEB ->
                Json.object(
                        "id",
                        group.jid(),
                        "subject",
                        whatsApp().info(group.jid()).subject(),
                        "desc",
                        whatsApp().info(group.jid()).description(),
                        "announce",
                        whatsApp().info(group.jid()).announce(),
                        "restrict",
                        whatsApp().info(group.jid()).locked(),
                        "creation",
                        whatsApp().info(group.jid()).createdAt(),
                        "owner",
                        creatorOf(group),
                        "size",
                        group.present().size(),
                        "addressingMode",
                        group.byLid() ? "lid" : "pn",
                        "participants",
                        rows(group));
            case WEBJS, WPP ->
                Json.object(
                        "id",
                        Json.object("server", "g.us", "_serialized", group.jid()),
                        "name",
                        "Fake",
                        "isGroup",
                        true,
                        "groupMetadata",
                        Json.object(
                                "subject", whatsApp().info(group.jid()).subject(),
                                "desc", whatsApp().info(group.jid()).description(),
                                "announce", whatsApp().info(group.jid()).announce(),
                                "restrict", whatsApp().info(group.jid()).locked(),
                                "creation", whatsApp().info(group.jid()).createdAt(),
                                "participants", rows(group)));
        };
    }

    private Reply participants(Request request, Account account, String gid, boolean uniform) {
        int code = whatsApp().read(account, gid);
        if (code != FakeWhatsApp.OK) {
            return refused(request, code, gid);
        }
        Group group = whatsApp().group(gid);
        return Reply.json(200, uniform ? uniformRows(group) : rows(group));
    }

    private List<Map<String, Object>> uniformRows(Group group) {
        return group.people().stream()
                .map(person -> {
                    Map<String, Object> row = Json.object("id", listed(group, person, "@c.us"));
                    if (group.byLid()) {
                        row.put("pn", person.number() == null ? null : person.number() + "@c.us");
                    }
                    boolean isPlain = person.role() == Role.MEMBER || flavor == Flavor.NOWEB;
                    row.put("role", isPlain ? "participant" : lower(person.role()));
                    return row;
                })
                .toList();
    }

    /** The older list of members, in the form of the engine behind WAHA. */
    private List<Map<String, Object>> rows(Group group) {
        return known(group).stream()
                .map(person -> switch (flavor) {
                    case GOWS -> whatsmeowRow(group, person);
                    case NOWEB -> baileysRow(group, person);
                    case WEBJS, WPP ->
                        Json.object(
                                "id", Json.object("_serialized", listed(group, person, "@c.us")),
                                "isAdmin", isAdmin(person),
                                "isSuperAdmin", isCreator(person));
                })
                .toList();
    }

    /** Releases of 2024 have one name for each member, later ones both. */
    private Map<String, Object> baileysRow(Group group, Person person) {
        Map<String, Object> row = Json.object("id", listed(group, person, "@s.whatsapp.net"));
        if (!old && group.byLid()) {
            row.put("phoneNumber", numberJid(person));
        }
        if (!old && !group.byLid()) {
            row.put("lid", lidJid(person));
        }
        row.put("admin", isAdmin(person) ? lower(person.role()) : null);
        return row;
    }

    private static String lower(Role role) {
        return role.name().toLowerCase(Locale.ROOT);
    }

    private static String listed(Group group, Person person, String server) {
        return group.byLid() ? lidJid(person) : person.number() + server;
    }

    private Reply change(Request request, Account account, String gid, boolean promote) {
        if (ids(request).size() > 1) {
            List<String> addresses = ids(request).stream().map(this::onTheWire).toList();
            return rows(request, gid, whatsApp().changeAll(account, gid, promote, addresses), false);
        }
        String id = ids(request).get(0);
        FakeWhatsApp.Answer answer = whatsApp().change(account, gid, promote, onTheWire(id));
        boolean callsItASuccess = answer.code() == FakeWhatsApp.OK || answer.code() == 403;
        if (isInBrowser() && callsItASuccess) {
            return Reply.json(old ? 201 : 200, flavor == Flavor.WPP ? true : Json.object("status", 200));
        }
        if (answer.code() != FakeWhatsApp.OK) {
            return refused(request, answer.code(), gid);
        }
        return Reply.json(
                old ? 201 : 200,
                List.of(flavor == Flavor.GOWS ? whatsmeowResult(gid, id, promote, answer) : baileysResult(id, answer)));
    }

    /** NOWEB of 2024 sends the id to WhatsApp unchanged, and WhatsApp does not know the server c.us. */
    private String onTheWire(String id) {
        return old && flavor == Flavor.NOWEB ? id : id.replace("@c.us", "@s.whatsapp.net");
    }

    private Map<String, Object> whatsmeowResult(String gid, String id, boolean promote, FakeWhatsApp.Answer answer) {
        Group group = whatsApp().group(gid);
        Person person = Objects.requireNonNullElse(
                group.person(onTheWire(id)), new Person(null, id.replaceAll("@.*", ""), Role.LEFT));
        Map<String, Object> row = new LinkedHashMap<>(whatsmeowRow(group, person));
        row.put("JID", onTheWire(id));
        row.put("IsAdmin", answer.isDone() && promote);
        row.put("Error", answer.row() == FakeWhatsApp.OK ? 0 : answer.row());
        return row;
    }

    private static Map<String, Object> baileysResult(String id, FakeWhatsApp.Answer answer) {
        String status = String.valueOf(answer.row());
        Map<String, Object> attributes =
                answer.isDone() ? Json.object("jid", id, "type", "admin") : Json.object("jid", id, "error", status);
        return Json.object("status", status, "jid", id, "content", baileysNode(attributes, answer.row()));
    }

    /** A 500 with what the engine behind WAHA reports of WhatsApp's refusal. */
    private Reply refused(Request request, int code, String gid) {
        return Reply.json(
                500,
                Json.object(
                        "statusCode", 500,
                        "timestamp", "2026-11-22T10:00:00.000Z",
                        "exception", exception(request, code, gid),
                        "request", Json.object("path", request.path(), "method", request.method(), "query", Map.of()),
                        "version", Json.object("version", old ? "2024.10.8" : "2026.3.1", "engine", flavor.name())));
    }

    private Map<String, Object> exception(Request request, int code, String gid) {
        boolean read = request.method().equals("GET");
        String stack = "Error: stack-of-the-engine\n    at /usr/src/engine-host/session.js:1:1";
        return switch (flavor) {
            case WEBJS, WPP -> Json.object("message", "b", "name", "b", "stack", stack);
            case GOWS -> {
                String details =
                        switch (code) {
                            case 403 -> read ? "you're not participating in that group" : whatsmeowText(code);
                            case 404 -> read ? "that group does not exist" : whatsmeowText(code);
                            default -> whatsmeowText(code);
                        };
                yield Json.object("message", "2 UNKNOWN: " + details, "code", 2, "details", details, "stack", stack);
            }
            case NOWEB -> {
                if (code == FakeWhatsApp.SOCKET_CLOSED || code == FakeWhatsApp.SILENCE) {
                    boolean closed = code == FakeWhatsApp.SOCKET_CLOSED;
                    yield boom(closed ? "Connection Closed" : "Timed Out", closed ? 428 : 408, null, stack);
                }
                boolean notFound = read && (code == 404 || (old && code == 403));
                if (notFound && old) {
                    String text = "Cannot read properties of undefined (reading 'participants')";
                    yield Json.object("message", text, "name", "TypeError", "stack", stack);
                }
                if (notFound) {
                    yield Json.object("message", "Group with id '" + gid + "' not found", "stack", stack);
                }
                yield boom(FakeWhatsApp.text(code), 500, code, stack);
            }
        };
    }

    static String whatsmeowText(int code) {
        return switch (code) {
            case FakeWhatsApp.SOCKET_CLOSED -> "websocket not connected";
            case FakeWhatsApp.SILENCE -> "info query timed out";
            default -> "info query returned status " + code + ": " + FakeWhatsApp.text(code);
        };
    }

    private static Map<String, Object> boom(String message, int statusCode, Integer data, String stack) {
        return Json.object(
                "data",
                data,
                "isBoom",
                true,
                "isServer",
                statusCode == 500,
                "output",
                Json.object("statusCode", statusCode, "headers", Map.of()),
                "message",
                message,
                "name",
                "Error",
                "stack",
                stack);
    }

    private Reply changeOfAccount(Request request, List<String> path) {
        boolean isNew = path.size() == 2;
        String name = isNew ? Json.parse(request.body()).path("name").asText() : path.get(2);
        if (isCore() && !name.equals("default")) {
            return unprocessable("WAHA Core support only 'default' session. You tried to access another one.");
        }
        boolean isKnown = whatsApp().account(name) != null;
        if (request.method().equals("DELETE")) {
            whatsApp().forgetAccount(name);
            return new Reply(200, "application/json", null);
        }
        if (isNew && isKnown) {
            return unprocessable("Session '" + name + "' already exists. Use PUT to update it.");
        }
        if (!isNew && !isKnown) {
            return session(name);
        }
        whatsApp().open(name);
        for (JsonNode webhook : isNew ? Json.parse(request.body()).at("/config/webhooks") : List.<JsonNode>of()) {
            sendsWebhooksTo(
                    webhook.path("url").asText(), webhook.at("/hmac/key").asText());
        }
        switch (isNew ? "start" : path.get(3)) {
            case "start" -> {
                if (isCore() && whatsApp().account(name).state() != State.STOPPED) {
                    return unprocessable("Session '" + name + "' is already started.");
                }
                whatsApp().startAccount(name);
            }
            case "stop" -> whatsApp().stopAccount(name);
            case "logout" -> whatsApp().unpairAccount(name);
            case "restart" -> {
                whatsApp().stopAccount(name);
                whatsApp().startAccount(name);
            }
            default -> {
                return noSuchPath(request);
            }
        }
        return new Reply(201, "application/json", session(name).body());
    }

    private boolean isInBrowser() {
        return flavor == Flavor.WEBJS || flavor == Flavor.WPP;
    }

    private boolean isCore() {
        return old && flavor == Flavor.NOWEB;
    }

    private static Reply unprocessable(String message) {
        return Reply.json(422, Json.object("message", message, "error", "Unprocessable Entity", "statusCode", 422));
    }

    /** The QR code, or the code that the user types into the phone. */
    private Reply code(List<String> path, Account account) {
        if (account == null || account.state() == State.STOPPED) {
            return notReady(path.get(1), account);
        }
        boolean isQr = path.get(3).equals("qr");
        if (account.state() != State.UNPAIRED) {
            return isQr
                    ? Reply.json(
                            422,
                            Json.object(
                                    "error",
                                    "Session status is not as expected. Try again later or restart the session",
                                    "status",
                                    "WORKING",
                                    "expected",
                                    List.of("SCAN_QR_CODE")))
                    : unprocessable("Can request code only in SCAN_QR_CODE status. The current status is WORKING");
        }
        return isQr
                ? Reply.json(200, Json.object("value", "2@fake," + account.name()))
                : Reply.json(201, Json.object("code", "FAKE-CODE"));
    }

    private static List<String> ids(Request request) {
        List<String> ids = new ArrayList<>();
        Json.parse(request.body())
                .path("participants")
                .forEach(participant -> ids.add(participant.path("id").asText()));
        return ids;
    }

    private Reply create(Request request, Account account) {
        List<String> addresses = ids(request).stream().map(this::onTheWire).toList();
        FakeWhatsApp.Entered made = whatsApp()
                .create(account, Json.parse(request.body()).path("name").asText(), addresses);
        if (made.code() != FakeWhatsApp.OK) {
            return refused(request, made.code(), "");
        }
        Group group = whatsApp().group(made.group());
        if (flavor == Flavor.GOWS) {
            Map<String, Object> info = whatsmeowInfo(group);
            List<Map<String, Object>> all = new ArrayList<>();
            all.add(whatsmeowRow(group, group.present().get(0)));
            made.rows().forEach((address, row) -> all.add(whatsmeowError(address, row)));
            info.put("Participants", all);
            return Reply.json(201, info);
        }
        if (flavor == Flavor.NOWEB) {
            return Reply.json(201, shape(group));
        }
        Map<String, Object> rows = new LinkedHashMap<>();
        rows.put(account.number() + "@c.us", Json.object("statusCode", 200, "isGroupCreator", true));
        made.rows()
                .forEach((address, row) -> rows.put(
                        address.replace("@s.whatsapp.net", "@c.us"),
                        Json.object("statusCode", row, "isGroupCreator", false)));
        return Reply.json(
                201,
                Json.object(
                        "title",
                        whatsApp().info(made.group()).subject(),
                        "gid",
                        Json.object("_serialized", made.group()),
                        "participants",
                        rows));
    }

    private static Map<String, Object> whatsmeowError(String address, int row) {
        Map<String, Object> offer = Json.object(
                "Code",
                FakeWhatsApp.ADD_REQUEST,
                "Expiration",
                Instant.ofEpochSecond(FakeWhatsApp.ADD_REQUEST_ENDS).toString());
        return Json.object(
                "JID",
                address,
                "IsAdmin",
                false,
                "Error",
                row == FakeWhatsApp.OK ? 0 : row,
                "AddRequest",
                row == 403 ? offer : null);
    }

    /** A participant of Baileys' response. */
    static Map<String, Object> baileysNode(Map<String, Object> attributes, int row) {
        Map<String, Object> node = Json.object("tag", "participant", "attrs", attributes);
        if (row == 403) {
            Map<String, Object> offer = Json.object(
                    "code", FakeWhatsApp.ADD_REQUEST, "expiration", String.valueOf(FakeWhatsApp.ADD_REQUEST_ENDS));
            node.put("content", List.of(Json.object("tag", "add_request", "attrs", offer)));
        }
        return node;
    }

    private Reply changeOfMembers(Request request, Account account, String gid, boolean add) {
        List<String> addresses = ids(request).stream().map(this::onTheWire).toList();
        FakeWhatsApp.Rows rows =
                add ? whatsApp().add(account, gid, addresses) : whatsApp().remove(account, gid, addresses);
        return rows(request, gid, rows, add);
    }

    private Reply rows(Request request, String gid, FakeWhatsApp.Rows rows, boolean add) {
        if (isInBrowser() && rows.code() == 403 && add) {
            return new Reply(200, "text/html", "AddParticipantsError: You have no admin rights to add a participant");
        }
        if (rows.code() != FakeWhatsApp.OK) {
            return refused(request, rows.code(), gid);
        }
        if (isInBrowser() && add) {
            Map<String, Object> byName = new LinkedHashMap<>();
            rows.rows()
                    .forEach((address, row) -> byName.put(
                            FakeWhatsApp.spelling(address).replace("@s.whatsapp.net", "@c.us"),
                            Json.object("code", row, "message", "x")));
            return Reply.json(200, byName);
        }
        if (isInBrowser()) {
            return Reply.json(200, Json.object("status", 200));
        }
        List<Map<String, Object>> list = new ArrayList<>();
        rows.rows()
                .forEach((address, row) -> list.add(
                        flavor == Flavor.GOWS
                                ? whatsmeowError(FakeWhatsApp.spelling(address), row)
                                : baileysResult(
                                        FakeWhatsApp.spelling(address),
                                        new FakeWhatsApp.Answer(FakeWhatsApp.OK, row))));
        return Reply.json(old ? 201 : 200, list);
    }

    private Reply update(Request request, Account account, String gid, String operation) {
        JsonNode body = Json.parse(request.body());
        boolean isText = operation.equals("subject") || operation.equals("description");
        if (!isText && isCore()) {
            return unprocessable("The method is not implemented by the engine.");
        }
        String field = isText ? operation : operation.endsWith("messages-admin-only") ? "announce" : "locked";
        Object value = isText
                ? body.path(operation).asText()
                : (Object) body.path("adminsOnly").asBoolean();
        int code = whatsApp().update(account, gid, field, value);
        if (isInBrowser() && (code == FakeWhatsApp.OK || code == 403)) {
            return Reply.json(200, code == FakeWhatsApp.OK);
        }
        return done(request, code, gid);
    }

    /** An empty body after a success. */
    private Reply picture(Request request, Account account, String gid) {
        String data = request.method().equals("PUT")
                ? Json.parse(request.body()).path("file").path("data").asText()
                : null;
        int code = whatsApp().changePicture(account, gid, data);
        return code == FakeWhatsApp.OK ? Reply.json(200, Json.object("success", true)) : refused(request, code, gid);
    }

    private Reply done(Request request, int code, String gid) {
        return code == FakeWhatsApp.OK ? new Reply(200, "application/json", null) : refused(request, code, gid);
    }

    /** The invite as plain text, which is not JSON. */
    private Reply invite(Request request, int code, String gid) {
        String link = flavor == Flavor.GOWS ? "https://chat.whatsapp.com/" : "";
        return code == FakeWhatsApp.OK
                ? new Reply(200, "text/html", link + whatsApp().info(gid).invite())
                : refused(request, code, gid);
    }

    private Reply join(Request request, Account account, boolean ask) {
        if (ask) {
            String gid = whatsApp().groupOfInvite(request.query().get("code"));
            return gid == null
                    ? refused(request, 406, "")
                    : Reply.json(200, shape(whatsApp().group(gid)));
        }
        FakeWhatsApp.Entered entered =
                whatsApp().join(account, Json.parse(request.body()).path("code").asText());
        return entered.code() == FakeWhatsApp.OK
                ? Reply.json(200, Json.object("id", entered.group()))
                : refused(request, entered.code(), "");
    }
}
