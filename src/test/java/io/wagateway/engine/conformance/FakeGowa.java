package io.wagateway.engine.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import io.wagateway.engine.conformance.FakeWhatsApp.Account;
import io.wagateway.engine.conformance.FakeWhatsApp.Group;
import io.wagateway.engine.conformance.FakeWhatsApp.State;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/** go-whatsapp-web-multidevice 9: members by digits only, a success for whom WhatsApp refused, a 401 about no password. */
final class FakeGowa extends FakeEngine {
    private final String authorization;
    private final FakeGowaMore more;

    /** @param secret user:password */
    FakeGowa(FakeWhatsApp whatsApp, String secret) {
        super(whatsApp);
        byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
        this.authorization = "Basic " + Base64.getEncoder().encodeToString(bytes);
        this.more = new FakeGowaMore(this);
        start();
    }

    FakeGowaMore more() {
        return more;
    }

    @Override
    Kind kind(Request request) {
        return switch (request.path()) {
            case "/app/status" -> Kind.STATUS;
            case "/group/participants" -> Kind.READ;
            case "/group/participants/promote", "/group/participants/demote" -> Kind.CHANGE;
            default -> request.path().startsWith("/devices") ? Kind.STATUS : Kind.OTHER;
        };
    }

    @Override
    String account(Request request) {
        List<String> path = request.segments();
        return path.get(0).equals("devices") && path.size() > 1 ? path.get(1) : request.header("x-device-id");
    }

    @Override
    Reply answer(Request request) {
        if (!authorization.equals(request.header("authorization"))) {
            return new Reply(401, "text/plain; charset=utf-8", "Unauthorized");
        }
        Reply early = more.withoutDevice(request);
        if (early != null) {
            return early;
        }
        List<String> path = request.segments();
        boolean byPath = path.size() == 3 && path.get(0).equals("devices");
        String device = account(request);
        if (device == null) {
            return error(400, "DEVICE_ID_REQUIRED", "device_id is required", null);
        }
        Account account = whatsApp().account(device);
        if (account == null) {
            return byPath
                    ? error(500, "INTERNAL_SERVER_ERROR", "device " + device + " not found", null)
                    : error(404, "DEVICE_NOT_FOUND", "device not found", Json.object("device_id", device));
        }
        return switch (request.method() + " " + (byPath ? "/app/status" : request.path())) {
            case "GET /app/status" -> status(account, byPath);
            case "GET /group/participants" -> ready(account, () -> participants(account, request));
            case "POST /group/participants/promote" -> ready(account, () -> change(account, request, true));
            case "POST /group/participants/demote" -> ready(account, () -> change(account, request, false));
            case "GET /user/my/groups" ->
                ready(
                        account,
                        () -> success(
                                "Success get list groups",
                                Json.object(
                                        "data",
                                        whatsApp().groupsOf(account).stream()
                                                .map(this::whatsmeowInfo)
                                                .toList())));
            default -> more.answer(account, request);
        };
    }

    static Reply ready(Account account, java.util.function.Supplier<Reply> answer) {
        return switch (account.state()) {
            case CONNECTED -> answer.get();
            case UNPAIRED -> error(401, "AUTHENTICATION_ERROR", "you are not logged in", null);
            case STOPPED, DEAD_SOCKET ->
                error(401, "AUTHENTICATION_ERROR", "you are not connect to services server, please reconnect", null);
        };
    }

    static Reply success(String message, Object results) {
        return Reply.json(200, Json.object("code", "SUCCESS", "message", message, "results", results));
    }

    static Reply error(int status, String code, String message, Object results) {
        Map<String, Object> body = Json.object("status", status, "code", code, "message", message);
        body.remove("status");
        if (results != null) {
            body.put("results", results);
        }
        return Reply.json(status, body);
    }

    private static Reply status(Account account, boolean byPath) {
        boolean claimsConnected = account.state() != State.STOPPED;
        boolean loggedIn = claimsConnected && account.state() != State.UNPAIRED;
        Map<String, Object> results =
                Json.object("device_id", account.name(), "is_connected", claimsConnected, "is_logged_in", loggedIn);
        if (!byPath) {
            results.put(
                    "jid",
                    account.state() == State.UNPAIRED || account.number().isEmpty()
                            ? ""
                            : account.number() + ":12@s.whatsapp.net");
        }
        return success("Device status", results);
    }

    private Reply participants(Account account, Request request) {
        String gid = request.query().get("group_id");
        if (gid == null || gid.isEmpty()) {
            return error(400, "VALIDATION_ERROR", "group_id: cannot be blank.", null);
        }
        int code = whatsApp().read(account, gid);
        if (code != FakeWhatsApp.OK) {
            return unread(code);
        }
        Group group = whatsApp().group(gid);
        return success(
                "Success getting group participants",
                Json.object(
                        "group_id",
                        gid,
                        "name",
                        "Fake",
                        "participants",
                        group.present().stream()
                                .map(person -> row(group, person))
                                .toList()));
    }

    static Reply unread(int code) {
        return refused(
                switch (code) {
                    case 403 -> "you're not participating in that group";
                    case 404 -> "that group does not exist";
                    default -> FakeWaha.whatsmeowText(code);
                });
    }

    static Reply refused(String text) {
        return error(500, "INTERNAL_SERVER_ERROR", text, null);
    }

    private static Map<String, Object> row(Group group, FakeWhatsApp.Person person) {
        String number = person.number() == null ? "" : person.number();
        return Json.object(
                "jid",
                group.byLid() ? lidJid(person) : numberJid(person),
                "phone_number",
                number,
                "lid",
                lidJid(person),
                "display_name",
                "",
                "is_admin",
                isAdmin(person),
                "is_super_admin",
                isCreator(person));
    }

    private Reply change(Account account, Request request, boolean promote) {
        JsonNode body = Json.parse(request.body());
        String gid = body.path("group_id").asText();
        return more.members(body, addresses -> whatsApp().changeAll(account, gid, promote, addresses));
    }
}
