package io.wagateway.engine.conformance;

import io.wagateway.engine.conformance.FakeWhatsApp.Account;

/**
 * wuzapi: the token selects the account. If WhatsApp refuses a request, wuzapi answers 500 with success true and no
 * reason.
 */
final class FakeWuzapi extends FakeEngine {
    private static final String TOKEN = "S3CR3T-wuzapi-";

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
