package io.wagateway.engine.conformance;

import io.wagateway.engine.conformance.FakeWhatsApp.Account;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/**
 * wuzapi: the token selects the account. If WhatsApp refuses a request, wuzapi answers 500 with success true and no
 * reason.
 */
final class FakeWuzapi extends FakeEngine {
    private static final String TOKEN = "S3CR3T-wuzapi-";

    private volatile String hmacKey;
    private final boolean old;
    private final FakeWuzapiAccounts accounts;
    private final FakeWuzapiGroups groups;

    /** @param old a build that spells names and errors otherwise, and reports no status of a disconnected account */
    FakeWuzapi(FakeWhatsApp whatsApp, boolean old) {
        super(whatsApp);
        this.old = old;
        this.accounts = new FakeWuzapiAccounts(this, old);
        this.groups = new FakeWuzapiGroups(this, old);
        start();
    }

    /** The token of the wuzapi user whose account has this name. */
    static String token(String account) {
        return TOKEN + account;
    }

    /** As a form, which is what wuzapi sends unless WEBHOOK_FORMAT is json. */
    @Override
    EngineWebhook webhook(Account account, String gid, String webhookSecret) {
        String json = Json.text(Json.object("type", "GroupInfo", "event", Json.object("JID", gid)));
        String body = "instanceName=" + account.name() + "&jsonData=" + URLEncoder.encode(json, StandardCharsets.UTF_8)
                + "&userID=b5c3";
        return new EngineWebhook(
                "application/x-www-form-urlencoded",
                body,
                "x-hmac-signature",
                EngineWebhook.hmac("HmacSHA256", webhookSecret, body));
    }

    @Override
    Kind kind(Request request) {
        return switch (request.path()) {
            case "/session/status" -> Kind.STATUS;
            case "/group/info" -> Kind.READ;
            case "/group/updateparticipants" -> Kind.CHANGE;
            default -> Kind.OTHER;
        };
    }

    @Override
    String account(Request request) {
        String token = request.header("token");
        return token != null && token.startsWith(TOKEN) ? token.substring(TOKEN.length()) : null;
    }

    @Override
    Reply answer(Request request) {
        Account account = whatsApp().account(account(request));
        if (account == null) {
            return error(401, "unauthorized");
        }
        if (!old && request.method().equals("POST") && request.path().equals("/session/hmac/config")) {
            hmacKey = Json.parse(request.body()).path("hmac_key").asText();
            return details("HMAC configuration saved successfully");
        }
        if (request.method().equals("POST") && request.path().equals("/webhook")) {
            sendsWebhooksTo(Json.parse(request.body()).path("webhookurl").asText(), hmacKey);
            return success(Json.object("webhook", inboxUrl()));
        }
        return request.path().startsWith("/session/")
                ? accounts.answer(account, request)
                : groups.answer(account, request);
    }

    Reply noSession() {
        return error(500, "no session", "No session");
    }

    static Reply error(int status, String text) {
        return Reply.json(status, Json.object("code", status, "error", text, "success", false));
    }

    /** @param oldText how old builds spell the error */
    Reply error(int status, String text, String oldText) {
        return error(status, old ? oldText : text);
    }

    static Reply noPage() {
        return new Reply(404, "text/plain; charset=utf-8", "404 page not found\n");
    }

    static Reply details(String text) {
        return success(Json.object("Details", text));
    }

    static Reply success(Object data) {
        return Reply.json(200, Json.object("code", 200, "success", true, "data", data));
    }

    /** All that wuzapi passes on if WhatsApp refuses a request: neither a code nor a text. */
    static Reply refused() {
        return Reply.json(500, Json.object("code", 500, "success", true));
    }
}
