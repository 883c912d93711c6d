package io.wagateway.engine.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import io.wagateway.engine.conformance.FakeWhatsApp.Account;
import io.wagateway.engine.conformance.FakeWhatsApp.Group;
import io.wagateway.engine.conformance.FakeWhatsApp.State;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Evolution API 2.3. Its HTTP statuses say little; the second of its two messages is what WhatsApp said. */
final class FakeEvolution extends FakeEngine {
    private final String secret;

    FakeEvolution(FakeWhatsApp whatsApp, String secret) {
        super(whatsApp);
        this.secret = secret;
        start();
    }

    @Override
    Kind kind(Request request) {
        String operation = request.path().replaceAll("^/([^/]+/[^/]+).*", "$1");
        return switch (operation) {
            case "instance/connectionState" -> Kind.STATUS;
            case "group/participants", "group/findGroupInfos" -> Kind.READ;
            case "group/updateParticipant" -> Kind.CHANGE;
            default -> Kind.OTHER;
        };
    }

    @Override
    String account(Request request) {
        return request.segments().get(2);
    }

    @Override
    Reply answer(Request request) {
        List<String> path = request.segments();
        if (path.equals(List.of("instance", "fetchInstances"))) {
            return isAllowed(request) ? instances(request.query().get("instanceName")) : unauthorized();
        }
        if (path.equals(List.of("instance", "create"))) {
            return isAllowed(request) ? make(request) : unauthorized();
        }
        if (path.size() != 3) {
            return error(404, "Not Found", List.of("Cannot " + request.method() + " " + request.path()));
        }
        // Evolution looks up the instance before it checks the key.
        Account account = whatsApp().account(path.get(2));
        if (account == null) {
            return unknown(path.get(2));
        }
        if (!isAllowed(request)) {
            return unauthorized();
        }
        String gid = request.query().get("groupJid");
        return switch (request.method() + " " + path.get(0) + "/" + path.get(1)) {
            case "GET instance/connectionState" -> state(account);
            case "GET group/participants" -> participants(account, gid, "No participants");
            case "GET group/findGroupInfos" -> participants(account, gid, "Error fetching group");
            case "GET group/fetchAllGroups" -> list(request, account);
            case "POST group/updateParticipant" -> change(request, account);
            case "GET instance/connect" -> connect(account, request.query().get("number"));
            case "POST instance/restart" -> restart(account);
            case "DELETE instance/logout" -> logout(account);
            case "DELETE instance/delete" -> delete(account);
            case "POST group/create" -> create(request, account);
            case "POST group/updateGroupSubject" -> update(request, account, gid, "subject");
            case "POST group/updateGroupDescription" -> update(request, account, gid, "description");
            case "POST group/updateSetting" -> setting(request, account, gid);
            case "GET group/inviteCode" -> invite(account, whatsApp().readInvite(account, gid), gid, 200);
            case "POST group/revokeInviteCode" -> invite(account, whatsApp().revokeInvite(account, gid), gid, 201);
            case "DELETE group/leaveGroup" -> leave(account, gid);
            case "GET group/acceptInviteCode" -> join(request, account);
            case "GET group/inviteInfo" -> inviteInfo(request);
            case "POST group/updateGroupPicture" -> picture(request, account, gid);
            default -> error(404, "Not Found", List.of("Cannot " + request.method() + " " + request.path()));
        };
    }

    private boolean isAllowed(Request request) {
        return secret.equals(request.header("apikey"));
    }

    private static Reply unauthorized() {
        return error(401, "Unauthorized", "Unauthorized");
    }

    private static Reply unknown(String name) {
        return error(404, "Not Found", List.of("The \"" + name + "\" instance does not exist"));
    }

    private static Reply error(int status, String error, Object message) {
        return Reply.json(
                status, Json.object("status", status, "error", error, "response", Json.object("message", message)));
    }

    private Reply instances(String name) {
        Account account = whatsApp().account(name);
        if (account == null) {
            return unknown(name);
        }
        return Reply.json(
                200,
                List.of(Json.object(
                        "id",
                        "5b1f0c1e",
                        "name",
                        name,
                        "connectionStatus",
                        baileysState(account),
                        "ownerJid",
                        account.state() == State.UNPAIRED ? null : account.number() + "@s.whatsapp.net",
                        "profileName",
                        "Fake",
                        "integration",
                        "WHATSAPP-BAILEYS",
                        "token",
                        secret)));
    }

    private static Reply state(Account account) {
        Map<String, Object> instance = Json.object("instanceName", account.name());
        if (account.state() != State.STOPPED) {
            instance.put("state", baileysState(account));
        }
        return Reply.json(200, Json.object("instance", instance));
    }

    private static String baileysState(Account account) {
        return switch (account.state()) {
            case CONNECTED, DEAD_SOCKET -> "open";
            case UNPAIRED -> "connecting";
            case STOPPED -> "close";
        };
    }

    private static String text(Account account, int code, String method) {
        if (account.state() == State.STOPPED) {
            return "TypeError: Cannot read properties of undefined (reading '" + method + "')";
        }
        return switch (code) {
            case FakeWhatsApp.SOCKET_CLOSED -> "Error: Connection Closed";
            case FakeWhatsApp.SILENCE -> "Error: Timed Out";
            default -> "Error: " + FakeWhatsApp.text(code);
        };
    }

    private Reply participants(Account account, String gid, String summary) {
        if (gid == null) {
            return error(400, "Bad Request", List.of("The group id needs to be informed in the query"));
        }
        int code = whatsApp().read(account, gid);
        if (code != FakeWhatsApp.OK) {
            return error(404, "Not Found", List.of(summary, text(account, code, "groupMetadata")));
        }
        Group group = whatsApp().group(gid);
        List<Map<String, Object>> rows = rows(group);
        boolean whole = summary.startsWith("Error");
        return Reply.json(200, whole ? described(group, rows) : Json.object("participants", rows));
    }

    private List<Map<String, Object>> rows(Group group) {
        List<Map<String, Object>> rows = new ArrayList<>();
        for (FakeWhatsApp.Person person : known(group)) {
            Map<String, Object> row = Json.object("id", group.byLid() ? lidJid(person) : numberJid(person));
            if (group.byLid() && person.number() != null) {
                row.put("phoneNumber", numberJid(person));
            }
            if (!group.byLid()) {
                row.put("lid", lidJid(person));
            }
            row.put("admin", isCreator(person) ? "superadmin" : isAdmin(person) ? "admin" : null);
            row.put("name", null);
            row.put("imgUrl", null);
            rows.add(row);
        }
        return rows;
    }

    private Reply list(Request request, Account account) {
        if (!request.query().containsKey("getParticipants")) {
            return error(400, "Bad Request", List.of("The getParticipants needs to be informed in the query"));
        }
        if (account.state() != State.CONNECTED) {
            return error(500, "Internal Server Error", text(account, FakeWhatsApp.SOCKET_CLOSED, "groupFetchAll"));
        }
        return Reply.json(200, groupRows(known(account).stream().map(group -> described(group, null))));
    }

    private Reply change(Request request, Account account) {
        JsonNode body = Json.parse(request.body());
        String gid = body.path("groupJid").asText(request.query().get("groupJid"));
        String address = body.path("participants").path(0).asText();
        String action = body.path("action").asText();
        if (List.of("add", "remove").contains(action)
                || body.path("participants").size() > 1) {
            return changeOfMembers(account, gid, action, addresses(body));
        }
        if (address.length() < 10 || !List.of("promote", "demote").contains(action)) {
            return error(
                    400, "Bad Request", List.of(Json.object("property", "instance.participants", "message", "wrong")));
        }
        if (account.state() == State.STOPPED) {
            String text = "Cannot read properties of undefined (reading 'updateGParticipant')";
            return error(500, "Internal Server Error", text);
        }
        FakeWhatsApp.Answer answer = whatsApp().change(account, gid, action.equals("promote"), jid(address));
        if (answer.code() != FakeWhatsApp.OK) {
            return error(
                    400,
                    "Bad Request",
                    List.of("Error updating participants", text(account, answer.code(), "groupParticipantsUpdate")));
        }
        String status = String.valueOf(answer.row());
        Map<String, Object> attributes = answer.isDone()
                ? Json.object("jid", address, "type", "admin")
                : Json.object("jid", address, "error", status);
        return Reply.json(
                201,
                Json.object(
                        "updateParticipants",
                        List.of(Json.object(
                                "status",
                                status,
                                "jid",
                                address,
                                "content",
                                Json.object("tag", "participant", "attrs", attributes)))));
    }

    private static String jid(String address) {
        return address.contains("@") ? address : address + "@s.whatsapp.net";
    }

    private Map<String, Object> described(Group group, List<Map<String, Object>> rows) {
        FakeWhatsApp.Info info = whatsApp().info(group.jid());
        Map<String, Object> described = Json.object(
                "id", group.jid(),
                "subject", info.subject(),
                "size", group.present().size(),
                "creation", info.createdAt(),
                "owner", creatorOf(group),
                "desc", info.description(),
                "restrict", info.locked(),
                "announce", info.announce());
        if (rows != null) {
            described.put("participants", rows);
        }
        return described;
    }

    private static List<String> addresses(JsonNode body) {
        List<String> addresses = new ArrayList<>();
        body.path("participants").forEach(address -> addresses.add(jid(address.asText())));
        return addresses;
    }

    @Override
    EngineWebhook webhook(Account account, String gid, String webhookSecret) {
        String body = Json.text(Json.object(
                "event",
                "group-participants.update",
                "instance",
                account.name(),
                "data",
                Json.object("id", gid, "action", "promote", "participants", List.of())));
        return new EngineWebhook("application/json", body, "X-Inbox-Secret", webhookSecret);
    }

    private Reply make(Request request) {
        JsonNode webhook = Json.parse(request.body()).path("webhook");
        if (webhook.path("enabled").asBoolean()) {
            sendsWebhooksTo(
                    webhook.path("url").asText(),
                    webhook.at("/headers/X-Inbox-Secret").asText());
        }
        String name = Json.parse(request.body()).path("instanceName").asText();
        if (whatsApp().account(name) != null) {
            return error(403, "Forbidden", List.of("This name \"" + name + "\" is already in use."));
        }
        whatsApp().open(name);
        return Reply.json(
                201, Json.object("instance", Json.object("instanceName", name, "status", "close"), "hash", secret));
    }

    private Reply connect(Account account, String number) {
        whatsApp().startAccount(account.name());
        Account now = whatsApp().account(account.name());
        if (now.state() != State.UNPAIRED) {
            return state(now);
        }
        boolean begins = account.state() == State.STOPPED;
        return Reply.json(
                200,
                Json.object(
                        "pairingCode",
                        begins && number != null ? "FAKECODE" : null,
                        "code",
                        "2@fake," + account.name(),
                        "base64",
                        "data:image/png;base64,iVBO",
                        "count",
                        1));
    }

    private Reply restart(Account account) {
        if (account.state() == State.STOPPED) {
            return Reply.json(200, Json.object("error", true, "message", "[object Object]"));
        }
        return connect(account, null);
    }

    /** Evolution unpairs the account and disconnects it. */
    private Reply logout(Account account) {
        if (account.state() == State.STOPPED) {
            return error(400, "Bad Request", List.of("The \"" + account.name() + "\" instance is not connected"));
        }
        whatsApp().unpairAccount(account.name());
        whatsApp().stopAccount(account.name());
        return success("Instance logged out");
    }

    private Reply delete(Account account) {
        whatsApp().forgetAccount(account.name());
        return success("Instance deleted");
    }

    private static Reply success(String message) {
        return Reply.json(
                200, Json.object("status", "SUCCESS", "error", false, "response", Json.object("message", message)));
    }

    private Reply create(Request request, Account account) {
        JsonNode body = Json.parse(request.body());
        FakeWhatsApp.Entered made =
                whatsApp().create(account, body.path("subject").asText(), addresses(body));
        return made.code() == FakeWhatsApp.OK
                ? Reply.json(
                        201,
                        described(
                                whatsApp().group(made.group()), rows(whatsApp().group(made.group()))))
                : refused(500, "Error creating group", account, made.code());
    }

    /** WhatsApp names somebody who is new by the LID, and has the number beside it in its own spelling. */
    private String nameInRow(String address, String action) {
        String lid = whatsApp().lidOf(FakeWhatsApp.spelling(address));
        return action.equals("add") && lid != null ? lid : address;
    }

    private Map<String, Object> attributes(String address, String action) {
        Map<String, Object> attributes = Json.object("jid", nameInRow(address, action));
        if (action.equals("add")) {
            attributes.put("phone_number", FakeWhatsApp.spelling(address));
        }
        return attributes;
    }

    private static Reply refused(int status, String summary, Account account, int code) {
        return error(status, "Whatever", List.of(summary, text(account, code, "query")));
    }

    private Reply update(Request request, Account account, String gid, String field) {
        String value = Json.parse(request.body()).path(field).asText();
        if (value.isEmpty()) {
            return error(400, "Bad Request", List.of("The \"" + field + "\" cannot be empty"));
        }
        int code = whatsApp().update(account, gid, field, value);
        return code == FakeWhatsApp.OK
                ? Reply.json(201, Json.object("update", "success"))
                : refused(500, "Error updating group " + field, account, code);
    }

    private Reply picture(Request request, Account account, String gid) {
        int code = whatsApp()
                .changePicture(
                        account, gid, Json.parse(request.body()).path("image").asText());
        return code == FakeWhatsApp.OK
                ? Reply.json(201, Json.object("update", "success"))
                : refused(500, "Error update group picture", account, code);
    }

    private Reply setting(Request request, Account account, String gid) {
        String action = Json.parse(request.body()).path("action").asText();
        String field = action.endsWith("announcement") ? "announce" : "locked";
        int code = whatsApp().update(account, gid, field, action.equals("announcement") || action.equals("locked"));
        return code == FakeWhatsApp.OK
                ? Reply.json(201, Json.object())
                : refused(400, "Error updating setting", account, code);
    }

    private Reply invite(Account account, int code, String gid, int status) {
        if (code != FakeWhatsApp.OK) {
            return refused(404, "No invite code", account, code);
        }
        String invite = whatsApp().info(gid).invite();
        return Reply.json(
                status, Json.object("inviteUrl", "https://chat.whatsapp.com/" + invite, "inviteCode", invite));
    }

    private Reply leave(Account account, String gid) {
        int code = whatsApp().leave(account, gid);
        return code == FakeWhatsApp.OK
                ? Reply.json(200, Json.object("groupJid", gid, "leave", true))
                : refused(400, "Unable to leave the group", account, code);
    }

    private Reply join(Request request, Account account) {
        String invite = request.query().get("inviteCode");
        if (!invite.matches("[a-zA-Z0-9]{22}")) {
            return error(
                    400,
                    "Bad Request",
                    List.of(Json.object("property", "inviteCode", "message", "inviteCode does not match pattern")));
        }
        FakeWhatsApp.Entered entered = whatsApp().join(account, invite);
        return entered.code() == FakeWhatsApp.OK
                ? Reply.json(200, Json.object("accepted", true, "groupJid", entered.group()))
                : refused(404, "Accept invite error", account, entered.code());
    }

    private Reply inviteInfo(Request request) {
        String gid = whatsApp().groupOfInvite(request.query().get("inviteCode"));
        return gid == null
                ? error(404, "Not Found", List.of("No invite info", "x"))
                : Reply.json(200, described(whatsApp().group(gid), null));
    }

    private Reply changeOfMembers(Account account, String gid, String action, List<String> addresses) {
        FakeWhatsApp.Rows rows =
                switch (action) {
                    case "add" -> whatsApp().add(account, gid, addresses);
                    case "remove" -> whatsApp().remove(account, gid, addresses);
                    default -> whatsApp().changeAll(account, gid, action.equals("promote"), addresses);
                };
        if (rows.code() != FakeWhatsApp.OK) {
            return refused(400, "Error updating participants", account, rows.code());
        }
        List<Map<String, Object>> list = new ArrayList<>();
        rows.rows()
                .forEach((address, row) -> list.add(Json.object(
                        "status",
                        String.valueOf(row),
                        "jid",
                        nameInRow(address, action),
                        "content",
                        FakeWaha.baileysNode(attributes(address, action), row))));
        return Reply.json(201, Json.object("updateParticipants", list));
    }
}
