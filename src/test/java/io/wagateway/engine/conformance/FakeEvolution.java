package io.wagateway.engine.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import io.wagateway.engine.conformance.FakeWhatsApp.Account;
import io.wagateway.engine.conformance.FakeWhatsApp.Group;
import io.wagateway.engine.conformance.FakeWhatsApp.State;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Evolution API 2.3: HTTP statuses that mean little, and WhatsApp's words in the second of two messages. */
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
        if (path.size() != 3) {
            return error(404, "Not Found", List.of("Cannot " + request.method() + " " + request.path()));
        }
        // The instance is looked up before the key is.
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
        return Reply.json(
                200,
                whole
                        ? Json.object("id", gid, "subject", "Fake", "size", rows.size(), "participants", rows)
                        : Json.object("participants", rows));
    }

    private static List<Map<String, Object>> rows(Group group) {
        List<Map<String, Object>> rows = new ArrayList<>();
        for (FakeWhatsApp.Person person : group.present()) {
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
        return Reply.json(
                200,
                whatsApp().groupsOf(account).stream()
                        .map(group -> Json.object("id", group.jid(), "subject", "Fake"))
                        .toList());
    }

    private Reply change(Request request, Account account) {
        JsonNode body = Json.parse(request.body());
        String gid = body.path("groupJid").asText(request.query().get("groupJid"));
        String address = body.path("participants").path(0).asText();
        String action = body.path("action").asText();
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
}
