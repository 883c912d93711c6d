package io.wagateway.engine.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import io.wagateway.engine.conformance.FakeServer.Reply;
import io.wagateway.engine.conformance.FakeServer.Request;
import io.wagateway.engine.conformance.FakeWhatsApp.Account;
import io.wagateway.engine.conformance.FakeWhatsApp.Entered;
import io.wagateway.engine.conformance.FakeWhatsApp.Group;
import io.wagateway.engine.conformance.FakeWhatsApp.Rows;
import io.wagateway.engine.conformance.FakeWhatsApp.State;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** wuzapi's pages under /group. */
final class FakeWuzapiGroups {
    private static final String LINK = "https://chat.whatsapp.com/";

    private final FakeWuzapi wuzapi;
    private final FakeWhatsApp whatsApp;
    private final boolean old;

    FakeWuzapiGroups(FakeWuzapi wuzapi, boolean old) {
        this.wuzapi = wuzapi;
        this.whatsApp = wuzapi.whatsApp();
        this.old = old;
    }

    Reply answer(Account account, Request request) {
        if (account.state() == State.STOPPED) {
            return wuzapi.noSession();
        }
        JsonNode body = Json.parse(request.body());
        String gid = body.path("GroupJID").asText(request.query().getOrDefault("groupJID", ""));
        return switch (request.method() + " " + request.path()) {
            case "GET /group/info" -> info(account, gid);
            case "GET /group/list" -> list(account);
            case "POST /group/updateparticipants" -> change(account, gid, body);
            case "POST /group/create" -> create(account, body);
            case "POST /group/name" ->
                update(account, gid, "subject", body.path("Name").asText());
            case "POST /group/topic" ->
                body.path("Topic").asText().isEmpty()
                        ? wuzapi.error(400, "missing Topic in Payload", "Missing Topic in Payload")
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
                // wuzapi does not look at what WhatsApp says of the group.
                int code = whatsApp.leave(account, gid);
                yield code == FakeWhatsApp.OK || code == 403 || code == 404
                        ? FakeWuzapi.details("Group left successfully")
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
                yield entered.code() == FakeWhatsApp.OK
                        ? FakeWuzapi.details("Group joined successfully")
                        : FakeWuzapi.refused();
            }
            case "POST /group/photo" -> {
                String image = body.path("Image").asText();
                yield !image.startsWith("data:image/jpeg;base64,")
                        ? FakeWuzapi.error(400, "Image data should start with data:image/jpeg;base64,")
                        : done(whatsApp.changePicture(account, gid, image.substring(23)), "Group Photo set");
            }
            default -> old ? FakeWuzapi.noPage() : answerOfNewBuilds(account, request, gid, body);
        };
    }

    private Reply answerOfNewBuilds(Account account, Request request, String gid, JsonNode body) {
        return switch (request.method() + " " + request.path()) {
            case "POST /group/photo/remove" -> done(whatsApp.changePicture(account, gid, null), "Group photo removed");
            case "GET /group/requestparticipants" -> {
                var waiting = whatsApp.waiting(account, gid);
                yield waiting.getKey() != FakeWhatsApp.OK
                        ? FakeWuzapi.error(500, "Failed: " + FakeWaha.whatsmeowText(waiting.getKey()))
                        : FakeWuzapi.success(waiting.getValue().stream()
                                .map(person -> Json.object(
                                        "JID", FakeEngine.lidJid(person), "RequestedAt", "2026-01-02T03:04:05Z"))
                                .toList());
            }
            case "POST /group/updaterequestparticipants" -> {
                List<String> addresses = new ArrayList<>();
                body.path("Phone").forEach(phone -> addresses.add(address(phone.asText())));
                boolean approve = body.path("Action").asText().equals("approve");
                // wuzapi does not look at the rows.
                yield done(
                        whatsApp.answerRequests(account, gid, approve, addresses)
                                .code(),
                        "Group request participants updated");
            }
            default -> FakeWuzapi.noPage();
        };
    }

    private static Reply done(int code, String what) {
        return code == FakeWhatsApp.OK ? FakeWuzapi.details(what + " successfully") : FakeWuzapi.refused();
    }

    private Reply info(Account account, String gid) {
        if (!gid.contains("@")) {
            return FakeWuzapi.error(400, "could not parse Group JID");
        }
        return whatsApp.read(account, gid) == FakeWhatsApp.OK
                ? FakeWuzapi.success(wuzapi.whatsmeowInfo(whatsApp.group(gid)))
                : FakeWuzapi.refused();
    }

    private Reply list(Account account) {
        if (account.state() != State.CONNECTED) {
            return FakeWuzapi.refused();
        }
        List<Map<String, Object>> groups =
                wuzapi.groupRows(wuzapi.known(account).stream().map(wuzapi::whatsmeowInfo));
        return FakeWuzapi.success(Json.object("Groups", groups.isEmpty() && old ? null : groups));
    }

    private Reply change(Account account, String gid, JsonNode body) {
        String action = body.path("Action").asText();
        List<String> addresses = new ArrayList<>();
        body.path("Phone").forEach(phone -> addresses.add(address(phone.asText())));
        if (addresses.isEmpty()) {
            return FakeWuzapi.error(400, "missing Phone in Payload");
        }
        // wuzapi does not look at the rows of the members.
        Rows rows =
                switch (action) {
                    case "promote", "demote" -> whatsApp.changeAll(account, gid, action.equals("promote"), addresses);
                    case "add" -> whatsApp.add(account, gid, addresses);
                    case "remove" -> whatsApp.remove(account, gid, addresses);
                    default -> null;
                };
        if (rows == null) {
            return FakeWuzapi.error(400, action.isEmpty() ? "missing Action in Payload" : "invalid Action in Payload");
        }
        return rows.code() == FakeWhatsApp.OK
                ? FakeWuzapi.details("Group Participants updated successfully")
                : FakeWuzapi.refused();
    }

    private Reply create(Account account, JsonNode body) {
        List<String> addresses = new ArrayList<>();
        body.path("participants").forEach(phone -> addresses.add(address(phone.asText())));
        if (addresses.isEmpty()) {
            return wuzapi.error(400, "missing Participants in Payload", "Missing Participants in Payload");
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
                ? FakeWuzapi.details("Group updated successfully")
                : FakeWuzapi.refused();
    }

    private static String code(JsonNode body) {
        return body.path("Code").asText().replace(LINK, "");
    }

    /** The JID that wuzapi makes of a phone; an empty one crashes wuzapi. */
    private static String address(String phone) {
        if (phone.isEmpty()) {
            throw new IllegalArgumentException("index out of range [0] with length 0");
        }
        return phone.contains("@") ? phone : phone + "@s.whatsapp.net";
    }
}
