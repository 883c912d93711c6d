package io.wagateway.engine.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.wagateway.RunningGateway;
import io.wagateway.engine.conformance.FakeWhatsApp.Account;
import io.wagateway.engine.conformance.FakeWhatsApp.Group;
import io.wagateway.engine.conformance.FakeWhatsApp.Person;
import io.wagateway.engine.conformance.FakeWhatsApp.Role;
import io.wagateway.engine.conformance.FakeWhatsApp.State;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Answers of engines that are not what they seem: the gateway finds out what is so on WhatsApp, or says it does not know. */
class EngineTruthIT {
    private static final String KEY = "wa_all_00000000000000000000000000000000";
    private static final String[] JSON = {"x-api-key", KEY, "Content-Type", "application/json"};
    private static final Person SELF = new Person("6281000000001", "81000000001", Role.ADMIN);
    private static final Person CREATOR = new Person("6289000000001", "89000000001", Role.SUPERADMIN);
    private static final Person PLAIN = new Person("6289000000002", "89000000002", Role.MEMBER);
    private static final Person ADMIN = new Person("6289000000003", "89000000003", Role.ADMIN);
    private static final Map<Column, FakeEngine> FAKES = new EnumMap<>(Column.class);
    private static RunningGateway gateway;
    private static int groups;

    @BeforeAll
    static void start() {
        List<String> properties = new ArrayList<>();
        for (Column column : Column.values()) {
            if (!column.isFake()) {
                continue;
            }
            FakeEngine fake = column.fake(new FakeWhatsApp());
            fake.whatsApp().add(new Account("main", SELF.number(), SELF.lid(), State.CONNECTED));
            FAKES.put(column, fake);
            String at = "gateway.engines." + column.label() + ".";
            properties.add(at + "kind=" + column.kind());
            properties.add(at + "url=" + fake.url());
            properties.add(at + "secret=" + column.secret("main"));
            String session = "gateway.provision.sessions[" + (FAKES.size() - 1) + "].";
            properties.add(session + "id=" + column.label());
            properties.add(session + "organization=org_a");
            properties.add(session + "engine=" + column.label());
            properties.add(session + "engine-session=main");
        }
        gateway = RunningGateway.startWith("conformance/world.yaml", properties.toArray(String[]::new));
    }

    @AfterAll
    static void stop() {
        gateway.close();
        FAKES.values().forEach(FakeServer::close);
    }

    @ParameterizedTest
    @EnumSource(
            names = {"SIMULATOR", "GOWS_2024", "NOWEB_2024", "WEBJS_2024"},
            mode = EnumSource.Mode.EXCLUDE)
    void joinThatIsOnlyARequestToJoin_isPending(Column column) {
        String gid = group(column, false, CREATOR, PLAIN);
        String invite = invite(column, gid, "Asking");
        whatsApp(column).asksItsAdmins(gid);

        HttpResponse<String> answer = post(column, "/groups:join", "{\"invite\": \"" + invite + "\"}");

        assertThat(answer.statusCode()).isEqualTo(202);
        assertThat(body(answer).path("groupJid").asText()).isEqualTo(gid);
        assertThat(body(answer).path("state").asText()).isEqualTo("pending");
        assertThat(get(column, "/groups/" + gid).statusCode()).isEqualTo(404);
        assertThat(events(gid, "group.joined")).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(
            names = {"SIMULATOR", "GOWS_2024", "NOWEB_2024", "WEBJS_2024"},
            mode = EnumSource.Mode.EXCLUDE)
    void joinThatBringsTheAccountIn_isDone(Column column) {
        String gid = group(column, false, CREATOR, PLAIN);
        String invite = invite(column, gid, "Open00");

        HttpResponse<String> answer = post(column, "/groups:join", "{\"invite\": \"" + invite + "\"}");

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(body(answer).has("state")).isFalse();
        assertThat(get(column, "/groups/" + gid).statusCode()).isEqualTo(200);
        await().untilAsserted(() -> assertThat(events(gid, "group.joined")).hasSize(1));
    }

    @ParameterizedTest
    @EnumSource(names = "SIMULATOR", mode = EnumSource.Mode.EXCLUDE)
    void engineThatListsNobody_knowsNothing(Column column) {
        String gid = group(column, false, SELF, CREATOR, PLAIN);
        assertThat(promote(column, gid, PLAIN).statusCode()).isEqualTo(204);
        await().untilAsserted(() -> assertThat(members(column, gid)).hasSize(3));
        FAKES.get(column).storeIsEmpty(true);
        try {
            // That nothing is to change needs a new read.
            assertThat(promote(column, gid, PLAIN).statusCode()).isEqualTo(502);
            assertThat(members(column, gid)).hasSize(3);
            assertThat(get(column, "/groups/" + gid).statusCode()).isEqualTo(200);
        } finally {
            FAKES.get(column).storeIsEmpty(false);
        }
    }

    /** WhatsApp spells this number without its ninth digit. */
    @ParameterizedTest
    @EnumSource(names = "SIMULATOR", mode = EnumSource.Mode.EXCLUDE)
    void newMember_isFoundByBothSpellingsOfTheNumber(Column column) {
        String asked = "5561999991234@s.whatsapp.net";
        String spelled = "556199991234@s.whatsapp.net";
        String gid = group(column, false, SELF, CREATOR, PLAIN);

        HttpResponse<String> added =
                post(column, "/groups/" + gid + "/members", "{\"participants\": [\"" + asked + "\"]}");

        assertThat(added.statusCode()).as(added.body()).isEqualTo(204);
        await().untilAsserted(() -> assertThat(members(column, gid))
                .extracting(member -> member.path("jid").asText())
                .contains(spelled)
                .doesNotContain(asked));
        assertThat(call(column, gid, asked, "promote").statusCode()).isEqualTo(204);
        assertThat(whatsApp(column).group(gid).person(spelled).role()).isEqualTo(Role.ADMIN);
        assertThat(call(column, gid, spelled, "demote").statusCode()).isEqualTo(204);
        assertThat(whatsApp(column).group(gid).person(spelled).role()).isEqualTo(Role.MEMBER);
        assertThat(members(column, gid)).hasSize(4);
    }

    /** Somebody demotes the member between the gateway's read and its request, which WhatsApp then refuses with 406. */
    @ParameterizedTest
    @EnumSource(names = "SIMULATOR", mode = EnumSource.Mode.EXCLUDE)
    void demotionThatSomebodyElseHasMade_isDone(Column column) {
        String gid = group(column, false, SELF, CREATOR, PLAIN, ADMIN);
        assertThat(promote(column, gid, PLAIN).statusCode()).isEqualTo(204);
        Group read = whatsApp(column).group(gid);
        whatsApp(column).add(read.with(read.person(ADMIN.number() + "@s.whatsapp.net"), Role.MEMBER));

        HttpResponse<String> answer = demote(column, gid, ADMIN);

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(204);
    }

    /** Somebody removes the member between the gateway's read and its request, which WhatsApp then answers with 404. */
    @ParameterizedTest
    @EnumSource(names = {"WAHA_GOWS", "WAHA_NOWEB", "GOWS_2024", "NOWEB_2024", "EVOLUTION"})
    void removalThatSomebodyElseHasMade_isNoChange(Column column) {
        String gid = group(column, false, SELF, CREATOR, PLAIN, ADMIN);
        assertThat(promote(column, gid, PLAIN).statusCode()).isEqualTo(204);
        Group read = whatsApp(column).group(gid);
        whatsApp(column).add(read.with(read.person(ADMIN.number() + "@s.whatsapp.net"), Role.LEFT));

        HttpResponse<String> answer = remove(column, gid, ADMIN);

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(204);
        assertThat(whatsApp(column).deedsOf(gid)).hasSize(1);
        // The events of a group appear in their order.
        assertThat(demote(column, gid, PLAIN).statusCode()).isEqualTo(204);
        await().untilAsserted(
                        () -> assertThat(events(gid, "group.member.demoted")).hasSize(1));
        assertThat(events(gid, "group.member.removed"))
                .allMatch(event -> event.at("/payload/observed").asBoolean());
        await().untilAsserted(() -> assertThat(members(column, gid)).hasSize(3));
    }

    /** WhatsApp says so, too, if an engine names the member in a way that WhatsApp does not know. */
    @ParameterizedTest
    @EnumSource(names = {"WAHA_GOWS", "WAHA_NOWEB", "GOWS_2024", "NOWEB_2024", "EVOLUTION"})
    void removalOfAMember_whoIsSaidNotToBeOne_andIs_hasFailed(Column column) {
        String gid = group(column, false, SELF, CREATOR, PLAIN);
        whatsApp(column).add(whatsApp(column).group(gid).rowsWith(404));

        HttpResponse<String> answer = remove(column, gid, PLAIN);

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(502);
        assertThat(answer.body()).contains("did not apply");
        await().untilAsserted(
                        () -> assertThat(events(gid, "group.action.failed")).hasSize(1));
        assertThat(events(gid, "group.member.removed")).isEmpty();
        await().untilAsserted(() -> assertThat(members(column, gid)).hasSize(3));
    }

    @ParameterizedTest
    @EnumSource(names = {"WAHA_GOWS", "WAHA_NOWEB", "WAHA_WEBJS", "GOWS_2024", "NOWEB_2024", "EVOLUTION"})
    void additionThatSomebodyElseHasMade_isNoChange(Column column) {
        String gid = group(column, false, SELF, CREATOR, PLAIN);
        assertThat(promote(column, gid, PLAIN).statusCode()).isEqualTo(204);
        whatsApp(column).add(whatsApp(column).group(gid).and(ADMIN));

        HttpResponse<String> answer = post(
                column,
                "/groups/" + gid + "/members",
                "{\"participants\": [\"" + ADMIN.number() + "@s.whatsapp.net\", \"6285000000004@s.whatsapp.net\"]}");

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(204);
        await().untilAsserted(() -> assertThat(events(gid, "group.member.added"))
                .extracting(event -> event.path("payload").path("memberJid").asText())
                .containsExactly("6285000000004@s.whatsapp.net"));
        await().untilAsserted(() -> assertThat(members(column, gid)).hasSize(5));
    }

    @ParameterizedTest
    @EnumSource(names = {"WAHA_GOWS", "WAHA_NOWEB", "GOWS_2024", "NOWEB_2024", "EVOLUTION", "GOWA"})
    void refusalOfWhatsApp_isSaidWithItsCodeAndWord(Column column) {
        String gid = group(column, false, SELF, CREATOR, PLAIN);
        for (int code : List.of(403, 409)) {
            whatsApp(column).add(whatsApp(column).group(gid).changesWith(code));

            HttpResponse<String> answer = promote(column, gid, PLAIN);

            String word = code == 403 ? "forbidden" : "conflict";
            assertThat(answer.statusCode()).isEqualTo(code == 403 ? 403 : 502);
            JsonNode error = body(answer).path("error");
            assertThat(error.path("message").asText()).isEqualTo("WhatsApp rejected the request: " + code + " " + word);
            assertThat(error.path("details").path("whatsapp").path("code").asInt())
                    .isEqualTo(code);
            assertThat(error.path("details").path("whatsapp").path("reason").asText())
                    .isEqualTo(word);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"WAHA_GOWS", "WAHA_NOWEB", "GOWS_2024", "NOWEB_2024", "EVOLUTION"})
    void refusedAddition_handsOutTheInviteThatWhatsAppOffers(Column column) {
        String gid = group(column, false, SELF, CREATOR, PLAIN);
        whatsApp(column).addsWith("6285000000001", 403);

        HttpResponse<String> answer =
                post(column, "/groups/" + gid + "/members", "{\"participants\": [\"6285000000001@s.whatsapp.net\"]}");

        assertThat(answer.statusCode()).isEqualTo(403);
        JsonNode row =
                body(answer).path("error").path("details").path("participants").path(0);
        assertThat(row.path("outcome").asText()).isEqualTo("failed");
        assertThat(row.path("error")
                        .path("details")
                        .path("whatsapp")
                        .path("code")
                        .asInt())
                .isEqualTo(403);
        assertThat(row.path("invite").path("code").asText()).isEqualTo(FakeWhatsApp.ADD_REQUEST);
        assertThat(row.path("invite").path("expiresAt").asLong()).isEqualTo(1_790_000_000_000L);
    }

    /** The rows of the response are stored at once, without another read. */
    @ParameterizedTest
    @EnumSource(names = {"WAHA_GOWS", "WAHA_NOWEB", "EVOLUTION", "WUZAPI"})
    void newGroup_isStoredWhole(Column column) {
        HttpResponse<String> answer =
                post(column, "/groups", "{\"name\": \"Team\", \"participants\": [\"6285000000002@s.whatsapp.net\"]}");

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        assertThat(body(answer).path("participantCount").asInt()).isEqualTo(2);
        List<JsonNode> members = members(column, body(answer).path("groupJid").asText());
        assertThat(members)
                .extracting(member -> member.path("jid").asText())
                .containsExactlyInAnyOrder(SELF.number() + "@s.whatsapp.net", "6285000000002@s.whatsapp.net");
        // GOWS names a newcomer by the number alone. The read after the creation, for which no caller waits, has the
        // LID.
        await().untilAsserted(() -> assertThat(
                        members(column, body(answer).path("groupJid").asText()))
                .noneMatch(member -> member.path("lid").isNull()));
    }

    /** GOWA says what became of each, and wuzapi of nobody. */
    @ParameterizedTest
    @EnumSource(names = {"GOWA", "WUZAPI"})
    void peopleWhoWait_areLetInAndRejected(Column column) {
        String gid = group(column, false, SELF, CREATOR, PLAIN);
        String requests = "/groups/" + gid + "/join-requests";
        Person first = new Person("6289000000021", "89000000021", Role.MEMBER);
        Person second = new Person("6289000000022", "89000000022", Role.MEMBER);
        Person third = new Person("6289000000023", "89000000023", Role.MEMBER);
        for (Person person : List.of(first, second, third)) {
            whatsApp(column).asksToJoin(gid, person);
        }
        assertThat(list(get(column, requests)))
                .hasSize(3)
                .allSatisfy(request ->
                        assertThat(request.path("requestedAt").asLong()).isEqualTo(1_767_323_045_000L))
                .extracting(request -> request.path("lid").asText())
                .contains("89000000021@lid");

        String named = "{\"participants\": [\"89000000021@lid\", \"89000000099@lid\"]}";
        assertThat(outcomes(post(column, requests + ":approve", named))).containsExactly("changed", "unchanged");
        assertThat(whatsApp(column).group(gid).person("89000000021@lid").role()).isEqualTo(Role.MEMBER);
        String rejected = "{\"participants\": [\"89000000022@lid\"]}";
        assertThat(outcomes(post(column, requests + ":reject", rejected))).containsExactly("changed");
        assertThat(whatsApp(column).group(gid).person("89000000022@lid")).isNull();
        await().untilAsserted(() -> {
            assertThat(events(gid, "group.member.added")).hasSize(1);
            assertThat(events(gid, "group.join.rejected")).hasSize(1);
        });

        // WhatsApp refuses the row: GOWA says so, and of wuzapi's success the reads show that it was none.
        whatsApp(column).add(whatsApp(column).group(gid).rowsWith(403));
        HttpResponse<String> refused = post(column, requests + ":approve", "{\"all\": true}");
        assertThat(outcomes(refused)).containsExactly("failed");
        assertThat(refused.body()).contains(column == Column.GOWA ? "forbidden" : "did not apply");
        assertThat(list(get(column, requests))).hasSize(1);
        assertThat(events(gid, "group.member.added")).hasSize(1);
    }

    @Test
    void personWhoseNumberIsHidden_cannotBeNamedToGowa() {
        String gid = group(Column.GOWA, false, SELF, CREATOR, PLAIN);
        whatsApp(Column.GOWA).asksToJoin(gid, new Person(null, "89000000024", Role.MEMBER));
        String requests = "/groups/" + gid + "/join-requests";
        assertThat(list(get(Column.GOWA, requests)))
                .singleElement()
                .satisfies(request -> assertThat(request.path("jid").isNull()).isTrue());
        HttpResponse<String> answer = post(Column.GOWA, requests + ":approve", "{\"all\": true}");
        assertThat(outcomes(answer)).containsExactly("failed");
        assertThat(answer.body()).contains("cannot address this member");
    }

    @ParameterizedTest
    @EnumSource(
            names = {"SIMULATOR", "GOWA", "WUZAPI"},
            mode = EnumSource.Mode.EXCLUDE)
    void engineThatKnowsNoJoinRequests_is501_andNamed(Column column) {
        String gid = group(column, false, SELF, CREATOR, PLAIN);
        String requests = "/groups/" + gid + "/join-requests";
        for (HttpResponse<String> answer :
                List.of(get(column, requests), post(column, requests + ":approve", "{\"all\": true}"))) {
            assertThat(answer.statusCode()).isEqualTo(501);
            assertThat(body(answer).at("/error/details/engine").asText()).isEqualTo(column.kind());
            assertThat(body(answer).at("/error/details/operation").asText()).endsWith("JoinRequests");
        }
    }

    @ParameterizedTest
    @EnumSource(
            names = {"SIMULATOR", "GOWS_2024", "NOWEB_2024", "WEBJS_2024"},
            mode = EnumSource.Mode.EXCLUDE)
    void invite_thatIsPreviewed_isJoinedByNobody(Column column) {
        String gid = group(column, false, CREATOR, PLAIN);
        String invite = invite(column, gid, "Look00");
        String asked = "{\"invite\": \"" + invite + "\"}";
        HttpResponse<String> answer = post(column, "/groups:preview", asked);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(body(answer).path("groupJid").asText()).isEqualTo(gid);
        assertThat(body(answer).path("subject").asText()).isEqualTo("Fake");
        assertThat(body(answer).path("isMember").isBoolean()).isTrue();
        assertThat(body(answer).path("isMember").asBoolean()).isFalse();
        assertThat(whatsApp(column).group(gid).present()).hasSize(2);
    }

    @ParameterizedTest
    @EnumSource(names = {"WAHA_GOWS", "WAHA_NOWEB", "WAHA_WEBJS", "EVOLUTION", "GOWA", "WUZAPI"})
    void picture_reachesWhatsApp(Column column) throws Exception {
        String gid = group(column, false, SELF, CREATOR, PLAIN);
        ByteArrayOutputStream png = new ByteArrayOutputStream();
        ImageIO.write(new BufferedImage(20, 10, BufferedImage.TYPE_INT_RGB), "png", png);
        HttpResponse<String> set = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(gateway.uri(
                                        RunningGateway.SESSIONS + column.label() + "/groups/" + gid + "/picture"))
                                .PUT(HttpRequest.BodyPublishers.ofByteArray(png.toByteArray()))
                                .headers(JSON[0], JSON[1], "Content-Type", "image/png")
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        assertThat(set.statusCode()).as(set.body()).isEqualTo(204);
        HttpResponse<String> deleted = gateway.send(
                "DELETE",
                RunningGateway.SESSIONS + column.label() + "/groups/" + gid + "/picture",
                null,
                JSON[0],
                JSON[1]);
        assertThat(deleted.statusCode()).isEqualTo(column == Column.EVOLUTION ? 501 : 204);
        List<FakeWhatsApp.Deed> deeds = whatsApp(column).deedsOf(gid);
        assertThat(deeds).hasSize(column == Column.EVOLUTION ? 1 : 2).first().satisfies(deed -> {
            if (column == Column.GOWA) {
                assertThat(deed.what()).isEqualTo("a picture");
            } else {
                // A JPEG, whatever the caller has sent.
                assertThat(deed.what().toString()).startsWith("/9j/");
            }
        });
    }

    private static List<String> outcomes(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return list(answer).stream().map(row -> row.path("outcome").asText()).toList();
    }

    private static FakeWhatsApp whatsApp(Column column) {
        return FAKES.get(column).whatsApp();
    }

    /** A new group on that engine's WhatsApp. */
    private static String group(Column column, boolean byLid, Person... people) {
        String gid = "12036305000000" + (1_000 + ++groups) + "@g.us";
        whatsApp(column).add(Group.of(gid, byLid, List.of(people)));
        return gid;
    }

    private static String invite(Column column, String gid, String begin) {
        String invite = begin + String.format("%016d", groups);
        whatsApp(column).say(gid, new FakeWhatsApp.Info("Fake", "", false, false, invite, 1_700_000_000L));
        return invite;
    }

    private static HttpResponse<String> promote(Column column, String gid, Person person) {
        return call(column, gid, person.number() + "@s.whatsapp.net", "promote");
    }

    private static HttpResponse<String> demote(Column column, String gid, Person person) {
        return call(column, gid, person.number() + "@s.whatsapp.net", "demote");
    }

    private static HttpResponse<String> remove(Column column, String gid, Person person) {
        return gateway.send(
                "DELETE",
                RunningGateway.SESSIONS + column.label() + "/groups/" + gid + "/members/" + person.number()
                        + "@s.whatsapp.net",
                null,
                JSON);
    }

    private static HttpResponse<String> call(Column column, String gid, String jid, String change) {
        return post(column, "/groups/" + gid + "/members/" + jid + "/" + change, null);
    }

    private static HttpResponse<String> post(Column column, String path, String body) {
        return gateway.send("POST", RunningGateway.SESSIONS + column.label() + path, body, JSON);
    }

    private static HttpResponse<String> get(Column column, String path) {
        return gateway.send("GET", RunningGateway.SESSIONS + column.label() + path, null, JSON);
    }

    private static List<JsonNode> members(Column column, String gid) {
        return list(get(column, "/groups/" + gid + "/members"));
    }

    private static List<JsonNode> events(String gid, String name) {
        return list(gateway.send("GET", "/api/v1/events?group=" + gid + "&event=" + name, null, JSON));
    }

    private static List<JsonNode> list(HttpResponse<String> answer) {
        List<JsonNode> rows = new ArrayList<>();
        body(answer).path("data").forEach(rows::add);
        return rows;
    }

    private static JsonNode body(HttpResponse<String> answer) {
        return Json.parse(answer.body());
    }
}
