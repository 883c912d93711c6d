package io.wagateway.engine.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import io.wagateway.engine.conformance.FakeServer.Reply;
import io.wagateway.engine.conformance.FakeServer.Request;
import io.wagateway.engine.conformance.FakeWhatsApp.Account;
import io.wagateway.engine.conformance.FakeWhatsApp.Entered;
import io.wagateway.engine.conformance.FakeWhatsApp.Group;
import io.wagateway.engine.conformance.FakeWhatsApp.State;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/** What wuzapi does with a connection, and with groups beyond their roles; builds differ in how they spell errors. */
final class FakeWuzapiMore {
    private static final String LINK = "https://chat.whatsapp.com/";

    private final FakeWuzapi wuzapi;
    private final FakeWhatsApp whatsApp;
    private final boolean old;

    FakeWuzapiMore(FakeWuzapi wuzapi, boolean old) {
        this.wuzapi = wuzapi;
        this.whatsApp = wuzapi.whatsApp();
        this.old = old;
    }

    Reply answer(Account account, Request request) {
        JsonNode body = Json.parse(request.body());
        if (request.path().equals("/session/connect")) {
            return connect(account, body);
        }
        if (account.state() == State.STOPPED) {
            return wuzapi.noSession();
        }
        return switch (request.method() + " " + request.path()) {
            case "POST /session/disconnect" -> disconnect(account);
            case "POST /session/logout" -> logout(account);
            case "GET /session/qr" -> qr(account);
            case "POST /session/pairphone" -> pair(account, body.path("Phone").asText());
            default -> group(account, request, body);
        };
    }

    private Reply connect(Account account, JsonNode body) {
        if (!body.path("Immediate").asBoolean()) {
            throw new IllegalArgumentException("it would take ten seconds");
        }
        if (account.state() != State.STOPPED) {
            return error(500, "already connected", "Already Connected");
        }
        whatsApp.startAccount(account.name());
        return FakeWuzapi.success(Json.object("webhook", "", "jid", "", "events", "", "details", "Connected!"));
    }

    private Reply disconnect(Account account) {
        if (old && account.state() == State.UNPAIRED) {
            return FakeWuzapi.error(500, "Cannot disconnect because it is not logged in");
        }
        whatsApp.stopAccount(account.name());
        return details("Disconnected");
    }

    private Reply logout(Account account) {
        if (account.state() == State.UNPAIRED) {
            return error(500, "could not logout as it was not logged in", "Could not logout as it was not logged in");
        }
        whatsApp.unpairAccount(account.name());
        whatsApp.stopAccount(account.name());
        return details("Logged out");
    }

    private Reply qr(Account account) {
        return account.state() == State.UNPAIRED
                ? FakeWuzapi.success(Json.object(
                        "QRCode", "data:image/png;base64," + Base64.getEncoder().encodeToString(FakeGowaMore.PNG)))
                : error(500, "already logged in", "Already Loggedin");
    }

    private Reply pair(Account account, String phone) {
        if (account.state() != State.UNPAIRED) {
            return error(400, "already paired", "Already paired");
        }
        return phone.length() <= 6
                ? FakeWuzapi.error(400, "phone number too short")
                : FakeWuzapi.success(Json.object("LinkingCode", "ABCD-1234"));
    }

    private Reply group(Account account, Request request, JsonNode body) {
        String gid = body.path("GroupJID").asText(request.query().getOrDefault("groupJID", ""));
        return switch (request.method() + " " + request.path()) {
            case "POST /group/create" -> create(account, body);
            case "POST /group/name" ->
                update(account, gid, "subject", body.path("Name").asText());
            case "POST /group/topic" ->
                body.path("Topic").asText().isEmpty()
                        ? error(400, "missing Topic in Payload", "Missing Topic in Payload")
                        : update(account, gid, "description", body.path("Topic").asText());
            case "POST /group/announce" ->
                update(account, gid, "announce", body.path("Announce").asBoolean());
            case "POST /group/locked" ->
                update(account, gid, "locked", body.path("Locked").asBoolean());
            case "GET /group/invitelink" -> {
                boolean reset = Boolean.parseBoolean(request.query().get("reset"));
                int code = reset ? whatsApp.revokeInvite(account, gid) : whatsApp.readInvite(account, gid);
                yield code == FakeWhatsApp.OK
                        ? FakeWuzapi.success(Json.object(
                                "InviteLink", LINK + whatsApp.info(gid).invite()))
                        : FakeWuzapi.refused();
            }
            case "POST /group/leave" -> {
                // What WhatsApp says of the group itself is not looked at.
                int code = whatsApp.leave(account, gid);
                yield code == FakeWhatsApp.OK || code == 403 || code == 404
                        ? details("Group left successfully")
                        : FakeWuzapi.refused();
            }
            case "POST /group/inviteinfo" -> {
                String named = whatsApp.groupOfInvite(code(body));
                yield named == null || account.state() != State.CONNECTED
                        ? FakeWuzapi.refused()
                        : FakeWuzapi.success(wuzapi.whatsmeowInfo(whatsApp.group(named)));
            }
            case "POST /group/join" -> {
                Entered entered = whatsApp.join(account, code(body));
                yield entered.code() == FakeWhatsApp.OK ? details("Group joined successfully") : FakeWuzapi.refused();
            }
            default -> new Reply(404, "text/plain; charset=utf-8", "404 page not found\n");
        };
    }

    private Reply create(Account account, JsonNode body) {
        List<String> addresses = new ArrayList<>();
        body.path("participants").forEach(phone -> addresses.add(FakeWuzapi.address(phone.asText())));
        if (addresses.isEmpty()) {
            return error(400, "missing Participants in Payload", "Missing Participants in Payload");
        }
        Entered entered = whatsApp.create(account, body.path("name").asText(), addresses);
        if (entered.code() != FakeWhatsApp.OK) {
            return FakeWuzapi.refused();
        }
        Group group = whatsApp.group(entered.group());
        Map<String, Object> made = wuzapi.whatsmeowInfo(group);
        List<Object> participants = new ArrayList<>((List<?>) made.get("Participants"));
        entered.rows().forEach((address, code) -> {
            if (code != FakeWhatsApp.OK) {
                participants.add(Json.object(
                        "JID", address, "PhoneNumber", address, "LID", "", "IsAdmin", false, "Error", code));
            }
        });
        made.put("Participants", participants);
        return FakeWuzapi.success(made);
    }

    private Reply update(Account account, String gid, String field, Object value) {
        return whatsApp.update(account, gid, field, value) == FakeWhatsApp.OK
                ? details("Group updated successfully")
                : FakeWuzapi.refused();
    }

    private static String code(JsonNode body) {
        return body.path("Code").asText().replace(LINK, "");
    }

    private static Reply details(String text) {
        return FakeWuzapi.success(Json.object("Details", text));
    }

    private Reply error(int status, String text, String before) {
        return FakeWuzapi.error(status, old ? before : text);
    }
}
