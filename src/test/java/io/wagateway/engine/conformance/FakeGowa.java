package io.wagateway.engine.conformance;

import io.wagateway.engine.conformance.FakeWhatsApp.Account;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * go-whatsapp-web-multidevice 9. It takes members by digits only, calls it a success if WhatsApp refused a member, and
 * answers 401 also for reasons other than the password.
 */
final class FakeGowa extends FakeEngine {
    private final String authorization;
    private final FakeGowaAccounts accounts;
    private final FakeGowaGroups groups;

    /** @param secret user:password */
    FakeGowa(FakeWhatsApp whatsApp, String secret) {
        super(whatsApp);
        byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
        this.authorization = "Basic " + Base64.getEncoder().encodeToString(bytes);
        this.accounts = new FakeGowaAccounts(whatsApp);
        this.groups = new FakeGowaGroups(this);
        start();
    }

    FakeGowaGroups groups() {
        return groups;
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
    EngineWebhook webhook(Account account, String gid, String webhookSecret) {
        String body = Json.text(Json.object(
                "event",
                "group.participants",
                "device_id",
                account.number() + "@s.whatsapp.net",
                "payload",
                Json.object("chat_id", gid, "type", "promote", "jids", List.of())));
        return new EngineWebhook(
                "application/json",
                body,
                "X-Hub-Signature-256",
                "sha256=" + EngineWebhook.hmac("HmacSHA256", webhookSecret, body));
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
        Reply early = accounts.withoutDevice(request);
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
        if (byPath) {
            return request.method().equals("GET") ? FakeGowaAccounts.status(account, true) : notFound(request);
        }
        Reply reply = accounts.answer(account, request);
        return reply == null ? ready(account, () -> groups.answer(account, request)) : reply;
    }

    private static Reply ready(Account account, Supplier<Reply> answer) {
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

    static Reply notFound(Request request) {
        return new Reply(404, "text/plain; charset=utf-8", "Cannot " + request.method());
    }
}
