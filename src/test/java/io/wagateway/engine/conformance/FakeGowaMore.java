package io.wagateway.engine.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import io.wagateway.engine.conformance.FakeServer.Reply;
import io.wagateway.engine.conformance.FakeServer.Request;
import io.wagateway.engine.conformance.FakeWhatsApp.Account;
import io.wagateway.engine.conformance.FakeWhatsApp.Entered;
import io.wagateway.engine.conformance.FakeWhatsApp.Info;
import io.wagateway.engine.conformance.FakeWhatsApp.Rows;
import io.wagateway.engine.conformance.FakeWhatsApp.State;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Supplier;

/** What GOWA does with devices, and with groups beyond their roles. */
final class FakeGowaMore {
    /** Enough of a picture to begin like one. */
    static final byte[] PNG = Base64.getDecoder().decode("iVBORw0KGgoAAAANSUhEUv8=");

    private static final String FOLDER = "/statics/qrcode/";
    private static final String LINK = "https://chat.whatsapp.com/";

    private final FakeGowa gowa;
    private final FakeWhatsApp whatsApp;
    private final Set<String> pictures = ConcurrentHashMap.newKeySet();
    private final Set<String> nowhere = ConcurrentHashMap.newKeySet();
    private final AtomicInteger drawn = new AtomicInteger();

    FakeGowaMore(FakeGowa gowa) {
        this.gowa = gowa;
        this.whatsApp = gowa.whatsApp();
    }

    /** Nobody on WhatsApp has it. */
    void hasNobody(String number) {
        nowhere.add(number);
    }

    /** What needs no device; null: nothing of that kind. */
    Reply withoutDevice(Request request) {
        List<String> path = request.segments();
        if (request.path().startsWith(FOLDER)) {
            return pictures.contains(request.path()) ? Reply.png(PNG) : notFound(request);
        }
        if (!path.get(0).equals("devices")) {
            return null;
        }
        return switch (request.method()) {
            case "POST" -> {
                String name = Json.parse(request.body()).path("device_id").asText();
                if (whatsApp.account(name) != null) {
                    yield FakeGowa.refused("device " + name + " already exists");
                }
                whatsApp.open(name);
                yield FakeGowa.success("Device added", Json.object("id", name, "state", "disconnected"));
            }
            // Whether there is one or not.
            case "DELETE" -> {
                whatsApp.forgetAccount(path.get(1));
                yield FakeGowa.success("Device removed", null);
            }
            default -> null;
        };
    }

    Reply answer(Account account, Request request) {
        JsonNode body = Json.parse(request.body());
        String gid = body.path("group_id").asText(request.query().get("group_id"));
        return switch (request.method() + " " + request.path()) {
            case "GET /app/login" -> login(account);
            case "GET /app/login-with-code" ->
                loginWithCode(account, request.query().getOrDefault("phone", ""));
            case "GET /app/reconnect" -> reconnect(account);
            case "GET /app/logout" -> {
                whatsApp.unpairAccount(account.name());
                yield FakeGowa.success("Success logout", Json.object("device_id", account.name()));
            }
            default -> FakeGowa.ready(account, () -> group(account, request, gid, body));
        };
    }

    private Reply login(Account account) {
        if (account.state() == State.CONNECTED) {
            return FakeGowa.error(400, "ALREADY_LOGGED_IN", "you are already logged in.", null);
        }
        whatsApp.startAccount(account.name());
        if (isPaired(account)) {
            String text = "your session have been saved, please wait to connect 2 second and refresh again";
            return FakeGowa.error(500, "SESSION_SAVED_ERROR", text, null);
        }
        String file = FOLDER + "scan-qr-00000000-0000-4000-8000-" + drawn.incrementAndGet() + ".png";
        pictures.add(file);
        // The host is whatever the caller, or a proxy, called it.
        return FakeGowa.success(
                "Login success",
                Json.object("device_id", account.name(), "qr_link", "http://127.0.0.1:9" + file, "qr_duration", 30));
    }

    private Reply loginWithCode(Account account, String phone) {
        if (!phone.matches("\\+?[0-9]{1,15}")) {
            return FakeGowa.error(400, "VALIDATION_ERROR", "phone_number: must be in a valid format.", null);
        }
        if (account.state() == State.CONNECTED) {
            return FakeGowa.error(400, "ALREADY_LOGGED_IN", "you are already logged in.", null);
        }
        whatsApp.startAccount(account.name());
        return phone.length() <= 6
                ? FakeGowa.refused("phone number too short")
                : FakeGowa.success(
                        "Login with code success", Json.object("device_id", account.name(), "pair_code", "ABCD-1234"));
    }

    private Reply reconnect(Account account) {
        if (!isPaired(account)) {
            return FakeGowa.refused("device " + account.name() + " is not logged in (session deleted)");
        }
        whatsApp.startAccount(account.name());
        return FakeGowa.success("Reconnect success", Json.object("device_id", account.name()));
    }

    private static boolean isPaired(Account account) {
        return account.state() != State.UNPAIRED && !account.number().isEmpty();
    }

    private Reply group(Account account, Request request, String gid, JsonNode body) {
        return switch (request.method() + " " + request.path()) {
            case "GET /user/check" ->
                FakeGowa.success(
                        "Success check user",
                        Json.object(
                                "is_on_whatsapp",
                                !nowhere.contains(request.query().get("phone"))));
            case "GET /group/info" -> {
                int code = whatsApp.read(account, gid);
                yield code == FakeWhatsApp.OK
                        ? FakeGowa.success("Success get group info", gowa.whatsmeowInfo(whatsApp.group(gid)))
                        : FakeGowa.unread(code);
            }
            case "POST /group" -> create(account, body);
            case "POST /group/name" -> rename(account, gid, body.path("name").asText());
            case "POST /group/topic" ->
                update(account, gid, "description", body.path("topic").asText());
            case "POST /group/announce" ->
                update(account, gid, "announce", body.path("announce").asBoolean());
            case "POST /group/locked" ->
                update(account, gid, "locked", body.path("locked").asBoolean());
            case "GET /group/invite-link" ->
                invite(account, gid, Boolean.parseBoolean(request.query().get("reset")));
            case "POST /group/leave" -> {
                // What WhatsApp says of the group itself is not looked at.
                int code = whatsApp.leave(account, gid);
                yield said(code == 403 || code == 404 ? FakeWhatsApp.OK : code, "leave group", () -> null);
            }
            case "POST /group/join-with-link" -> join(account, body.path("link").asText());
            case "GET /group/info-from-link" -> {
                String named =
                        whatsApp.groupOfInvite(request.query().get("link").replace(LINK, ""));
                yield named == null
                        ? FakeGowa.refused("that group invite link is not valid")
                        : FakeGowa.success("Success get group info from link", Json.object("group_id", named));
            }
            case "POST /group/participants" -> members(body, addresses -> whatsApp.add(account, gid, addresses));
            case "POST /group/participants/remove" ->
                members(body, addresses -> whatsApp.remove(account, gid, addresses));
            default -> notFound(request);
        };
    }

    private Reply create(Account account, JsonNode body) {
        if (body.path("title").asText().isEmpty() || body.path("participants").isEmpty()) {
            return FakeGowa.error(400, "VALIDATION_ERROR", "participants: cannot be blank.", null);
        }
        String[] made = new String[1];
        Reply refused = members(body, addresses -> {
            Entered entered = whatsApp.create(account, body.path("title").asText(), addresses);
            made[0] = entered.group();
            return new Rows(entered.code(), entered.rows());
        });
        return made[0] == null ? refused : FakeGowa.success("Success created group", Json.object("group_id", made[0]));
    }

    private Reply rename(Account account, String gid, String name) {
        return name.isEmpty() || name.length() > 25
                ? FakeGowa.error(400, "VALIDATION_ERROR", "name: the length must be between 1 and 25.", null)
                : update(account, gid, "subject", name);
    }

    private Reply update(Account account, String gid, String field, Object value) {
        return said(whatsApp.update(account, gid, field, value), "update group", () -> null);
    }

    private Reply invite(Account account, String gid, boolean reset) {
        int code = reset ? whatsApp.revokeInvite(account, gid) : whatsApp.readInvite(account, gid);
        if (code == 401) {
            return FakeGowa.refused("you don't have the permission to get the group's invite link");
        }
        return said(code, "get group invite link", () -> {
            Info info = whatsApp.info(gid);
            return Json.object("invite_link", LINK + info.invite(), "group_id", gid);
        });
    }

    private Reply join(Account account, String link) {
        Entered entered = whatsApp.join(account, link.replace(LINK, ""));
        return switch (entered.code()) {
            case 406 -> FakeGowa.refused("that group invite link is not valid");
            case 410 -> FakeGowa.refused("that group invite link has been revoked");
            default -> said(entered.code(), "joined group", () -> Json.object("group_id", entered.group()));
        };
    }

    /** One number that nobody has fails all; of the rows only one that wants an invite is no success. */
    Reply members(JsonNode body, Function<List<String>, Rows> change) {
        List<String> numbers = new ArrayList<>();
        body.path("participants").forEach(participant -> numbers.add(participant.asText()));
        if (numbers.isEmpty() || numbers.contains("")) {
            return FakeGowa.error(400, "VALIDATION_ERROR", "participants: cannot be blank.", null);
        }
        if (!numbers.stream().allMatch(number -> number.matches("[0-9]+") && !nowhere.contains(number))) {
            return FakeGowa.error(400, "INVALID_JID", "user is not registered", null);
        }
        Rows rows = change.apply(
                numbers.stream().map(number -> number + "@s.whatsapp.net").toList());
        List<Map<String, Object>> told = new ArrayList<>();
        rows.rows()
                .forEach((address, code) -> told.add(Json.object(
                        "participant",
                        address,
                        "status",
                        code == 403 ? "error" : "success",
                        "message",
                        code == 403 ? "Failed to add participant" : "Action success")));
        return said(rows.code(), "participants", () -> told);
    }

    private static Reply said(int code, String what, Supplier<Object> results) {
        return code == FakeWhatsApp.OK
                ? FakeGowa.success("Success " + what, results.get())
                : FakeGowa.refused(FakeWaha.whatsmeowText(code));
    }

    private static Reply notFound(Request request) {
        return new Reply(404, "text/plain; charset=utf-8", "Cannot " + request.method());
    }
}
