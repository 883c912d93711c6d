package io.wagateway.engine.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import io.wagateway.engine.conformance.FakeServer.Reply;
import io.wagateway.engine.conformance.FakeServer.Request;
import io.wagateway.engine.conformance.FakeWhatsApp.Account;
import io.wagateway.engine.conformance.FakeWhatsApp.Entered;
import io.wagateway.engine.conformance.FakeWhatsApp.Group;
import io.wagateway.engine.conformance.FakeWhatsApp.Info;
import io.wagateway.engine.conformance.FakeWhatsApp.Rows;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;

/** GOWA's groups and their members. */
final class FakeGowaGroups {
    private static final String LINK = "https://chat.whatsapp.com/";

    private final FakeGowa gowa;
    private final FakeWhatsApp whatsApp;
    private final Set<String> absent = ConcurrentHashMap.newKeySet();

    FakeGowaGroups(FakeGowa gowa) {
        this.gowa = gowa;
        this.whatsApp = gowa.whatsApp();
    }

    /** From now on this number is not on WhatsApp. */
    void removeFromWhatsApp(String number) {
        absent.add(number);
    }

    /** Answers a request of a device that is connected. */
    Reply answer(Account account, Request request) {
        JsonNode body = request.body().startsWith("--") ? Json.parse("{}") : Json.parse(request.body());
        String gid = body.path("group_id").asText(request.query().get("group_id"));
        return switch (request.method() + " " + request.path()) {
            case "GET /user/my/groups" ->
                FakeGowa.success(
                        "Success get list groups",
                        Json.object(
                                "data",
                                gowa.groupRows(gowa.known(account).stream().map(gowa::whatsmeowInfo))));
            case "GET /group/participants" -> participants(account, gid);
            case "POST /group/participants/promote" -> change(account, gid, true, body);
            case "POST /group/participants/demote" -> change(account, gid, false, body);
            case "GET /user/check" ->
                FakeGowa.success(
                        "Success check user",
                        Json.object(
                                "is_on_whatsapp",
                                !absent.contains(request.query().get("phone"))));
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
                // GOWA does not look at what WhatsApp says of the group itself.
                int code = whatsApp.leave(account, gid);
                yield said(code == 403 || code == 404 ? FakeWhatsApp.OK : code, "leave group", () -> null);
            }
            case "POST /group/join-with-link" -> join(account, body.path("link").asText());
            case "GET /group/info-from-link" -> {
                String named =
                        whatsApp.groupOfInvite(request.query().get("link").replace(LINK, ""));
                yield named == null
                        ? FakeGowa.refused("that group invite link is not valid")
                        : FakeGowa.success(
                                "Success get group info from link",
                                Json.object(
                                        "group_id",
                                        named,
                                        "name",
                                        whatsApp.info(named).subject(),
                                        "topic",
                                        whatsApp.info(named).description(),
                                        "participant_count",
                                        1));
            }
            case "GET /group/participant-requests" -> waiting(account, gid);
            case "POST /group/participant-requests/approve" -> answerRequests(account, gid, true, body);
            case "POST /group/participant-requests/reject" -> answerRequests(account, gid, false, body);
            case "POST /group/photo" -> photo(account, request);
            case "POST /group/participants" -> members(body, addresses -> whatsApp.add(account, gid, addresses));
            case "POST /group/participants/remove" ->
                members(body, addresses -> whatsApp.remove(account, gid, addresses));
            default -> FakeGowa.notFound(request);
        };
    }

    /** GOWA writes the digits of the LID if it does not know the number. */
    private Reply waiting(Account account, String gid) {
        var waiting = whatsApp.waiting(account, gid);
        return said(
                waiting.getKey(),
                "list of requests",
                () -> waiting.getValue().isEmpty()
                        ? null
                        : waiting.getValue().stream()
                                .map(person -> Json.object(
                                        "jid",
                                        FakeEngine.lidJid(person),
                                        "phone_number",
                                        person.number() == null ? person.lid() : person.number(),
                                        "requested_at",
                                        "2026-01-02T03:04:05Z"))
                                .toList());
    }

    private Reply answerRequests(Account account, String gid, boolean approve, JsonNode body) {
        List<String> numbers = new ArrayList<>();
        body.path("participants").forEach(participant -> numbers.add(participant.asText() + "@s.whatsapp.net"));
        Rows rows = whatsApp.answerRequests(account, gid, approve, numbers);
        List<Map<String, Object>> outcomes = new ArrayList<>();
        rows.rows()
                .forEach((address, code) -> outcomes.add(Json.object(
                        "participant",
                        address,
                        "status",
                        code == FakeWhatsApp.OK ? "success" : "error",
                        "message",
                        code == FakeWhatsApp.OK ? "Action success" : "Action failed (code " + code + ")")));
        return said(rows.code(), "requested participants", () -> outcomes);
    }

    /** A form with a file, or JSON without one. */
    private Reply photo(Account account, Request request) {
        boolean isForm = request.body().startsWith("--");
        String gid = isForm
                ? request.body().replaceFirst("(?s).*name=\"group_id\"\r\n\r\n([^\r]*)\r\n.*", "$1")
                : Json.parse(request.body()).path("group_id").asText();
        String photo = isForm && request.body().contains("name=\"photo\"") ? "a picture" : null;
        return said(whatsApp.changePicture(account, gid, photo), "group photo", () -> Json.object("picture_id", "1"));
    }

    private Reply participants(Account account, String gid) {
        if (gid == null || gid.isEmpty()) {
            return FakeGowa.error(400, "VALIDATION_ERROR", "group_id: cannot be blank.", null);
        }
        int code = whatsApp.read(account, gid);
        if (code != FakeWhatsApp.OK) {
            return FakeGowa.unread(code);
        }
        Group group = whatsApp.group(gid);
        return FakeGowa.success(
                "Success getting group participants",
                Json.object(
                        "group_id",
                        gid,
                        "name",
                        "Fake",
                        "participants",
                        gowa.known(group).stream()
                                .map(person -> row(group, person))
                                .toList()));
    }

    private static Map<String, Object> row(Group group, FakeWhatsApp.Person person) {
        String number = person.number() == null ? "" : person.number();
        return Json.object(
                "jid",
                group.byLid() ? FakeEngine.lidJid(person) : FakeEngine.numberJid(person),
                "phone_number",
                number,
                "lid",
                FakeEngine.lidJid(person),
                "display_name",
                "",
                "is_admin",
                FakeEngine.isAdmin(person),
                "is_super_admin",
                FakeEngine.isCreator(person));
    }

    private Reply change(Account account, String gid, boolean promote, JsonNode body) {
        return members(body, addresses -> whatsApp.changeAll(account, gid, promote, addresses));
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

    /** If one number is not on WhatsApp, GOWA changes nobody. Only the row of somebody who wants an invite is an error. */
    private Reply members(JsonNode body, Function<List<String>, Rows> change) {
        List<String> numbers = new ArrayList<>();
        body.path("participants").forEach(participant -> numbers.add(participant.asText()));
        if (numbers.isEmpty() || numbers.contains("")) {
            return FakeGowa.error(400, "VALIDATION_ERROR", "participants: cannot be blank.", null);
        }
        if (!numbers.stream().allMatch(number -> number.matches("[0-9]+") && !absent.contains(number))) {
            return FakeGowa.error(400, "INVALID_JID", "user is not registered", null);
        }
        Rows rows = change.apply(
                numbers.stream().map(number -> number + "@s.whatsapp.net").toList());
        List<Map<String, Object>> outcomes = new ArrayList<>();
        rows.rows()
                .forEach((address, code) -> outcomes.add(Json.object(
                        "participant",
                        address,
                        "status",
                        code == 403 ? "error" : "success",
                        "message",
                        code == 403 ? "Failed to add participant" : "Action success")));
        return said(rows.code(), "participants", () -> outcomes);
    }

    private static Reply said(int code, String what, Supplier<Object> results) {
        return code == FakeWhatsApp.OK
                ? FakeGowa.success("Success " + what, results.get())
                : FakeGowa.refused(FakeWaha.whatsmeowText(code));
    }
}
