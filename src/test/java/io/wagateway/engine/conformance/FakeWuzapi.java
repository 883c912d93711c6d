package io.wagateway.engine.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import io.wagateway.engine.conformance.FakeWhatsApp.Account;
import io.wagateway.engine.conformance.FakeWhatsApp.Rows;
import io.wagateway.engine.conformance.FakeWhatsApp.State;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** wuzapi: the token is the session, and a refusal of WhatsApp is a 500 without a reason that calls itself a success. */
final class FakeWuzapi extends FakeEngine {
    private static final String TOKEN = "S3CR3T-wuzapi-";

    private final boolean old;
    private final FakeWuzapiMore more;

    /** @param old a build whose status has other names and knows no disconnected session */
    FakeWuzapi(FakeWhatsApp whatsApp, boolean old) {
        super(whatsApp);
        this.old = old;
        this.more = new FakeWuzapiMore(this, old);
        start();
    }

    /** The token of the user that an account is. */
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
        boolean stopped = account.state() == State.STOPPED;
        return switch (request.method() + " " + request.path()) {
            case "GET /session/status" -> stopped && old ? error(500, "No session") : status(account);
            case "GET /group/info" -> stopped ? noSession() : info(account, request);
            case "GET /group/list" -> stopped ? noSession() : list(account);
            case "POST /group/updateparticipants" -> stopped ? noSession() : change(account, request);
            default -> more.answer(account, request);
        };
    }

    Reply noSession() {
        return error(500, old ? "No session" : "no session");
    }

    static Reply error(int status, String text) {
        return Reply.json(status, Json.object("code", status, "error", text, "success", false));
    }

    static Reply success(Object data) {
        return Reply.json(200, Json.object("code", 200, "success", true, "data", data));
    }

    /** What is left of every refusal of WhatsApp's. */
    static Reply refused() {
        return Reply.json(500, Json.object("code", 500, "success", true));
    }

    private Reply status(Account account) {
        boolean connected = account.state() != State.STOPPED;
        boolean loggedIn = connected && account.state() != State.UNPAIRED;
        if (old) {
            return success(Json.object("Connected", connected, "LoggedIn", loggedIn));
        }
        return success(Json.object(
                "id",
                "b5c3",
                "name",
                account.name(),
                "connected",
                connected,
                "loggedIn",
                loggedIn,
                "token",
                token(account.name()),
                "jid",
                account.state() == State.UNPAIRED || account.number().isEmpty()
                        ? ""
                        : account.number() + ":12@s.whatsapp.net",
                "webhook",
                "",
                "events",
                "All"));
    }

    private Reply info(Account account, Request request) {
        String gid = request.query().getOrDefault("groupJID", "");
        if (!gid.contains("@")) {
            return error(400, "could not parse Group JID");
        }
        return whatsApp().read(account, gid) == FakeWhatsApp.OK
                ? success(whatsmeowInfo(whatsApp().group(gid)))
                : refused();
    }

    private Reply list(Account account) {
        if (account.state() != State.CONNECTED) {
            return refused();
        }
        List<Map<String, Object>> groups =
                whatsApp().groupsOf(account).stream().map(this::whatsmeowInfo).toList();
        return success(Json.object("Groups", groups.isEmpty() && old ? null : groups));
    }

    private Reply change(Account account, Request request) {
        JsonNode body = Json.parse(request.body());
        String gid = body.path("GroupJID").asText();
        String action = body.path("Action").asText();
        List<String> addresses = new ArrayList<>();
        body.path("Phone").forEach(phone -> addresses.add(address(phone.asText())));
        if (addresses.isEmpty()) {
            return error(400, "missing Phone in Payload");
        }
        // Whatever WhatsApp says of one of them.
        Rows rows =
                switch (action) {
                    case "promote", "demote" -> whatsApp().changeAll(account, gid, action.equals("promote"), addresses);
                    case "add" -> whatsApp().add(account, gid, addresses);
                    case "remove" -> whatsApp().remove(account, gid, addresses);
                    default -> null;
                };
        if (rows == null) {
            return error(400, action.isEmpty() ? "missing Action in Payload" : "invalid Action in Payload");
        }
        return rows.code() == FakeWhatsApp.OK
                ? success(Json.object("Details", "Group Participants updated successfully"))
                : refused();
    }

    /** It dies of an empty one. */
    static String address(String phone) {
        if (phone.isEmpty()) {
            throw new IllegalArgumentException("index out of range [0] with length 0");
        }
        return phone.contains("@") ? phone : phone + "@s.whatsapp.net";
    }
}
