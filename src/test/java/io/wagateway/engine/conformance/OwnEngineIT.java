package io.wagateway.engine.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.wagateway.RunningGateway;
import io.wagateway.engine.conformance.FakeEngine.Kind;
import io.wagateway.engine.conformance.FakeWhatsApp.Account;
import io.wagateway.engine.conformance.FakeWhatsApp.Group;
import io.wagateway.engine.conformance.FakeWhatsApp.Person;
import io.wagateway.engine.conformance.FakeWhatsApp.Role;
import io.wagateway.engine.conformance.FakeWhatsApp.State;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An engine that the gateway does not know, added by one file in the routes folder. */
class OwnEngineIT {
    private static final String SECRET = "S3CR3T-tiny";
    private static final String PLAIN = Scenario.PLAIN.number() + "@s.whatsapp.net";

    private static final FakeWhatsApp WHATS_APP = new FakeWhatsApp();

    private static FakeTiny tiny;
    private static RunningGateway gateway;

    @BeforeAll
    static void start() {
        tiny = new FakeTiny(WHATS_APP, SECRET);
        WHATS_APP.add(new Account("main", Scenario.NUMBER, Scenario.LID, State.CONNECTED));
        add(1, group -> group);
        add(2, group -> group.changesWith(403));
        add(3, group -> group.meanwhile(FakeWhatsApp.Meanwhile.MEMBER_LEAVES));
        add(4, group -> group.readsWith(429));
        add(5, group -> group.changesWith(FakeWhatsApp.SOCKET_CLOSED));
        add(6, group -> group);
        add(7, group -> group);
        tiny.fail(Kind.CHANGE, gid(6), Fault.CLOSED_WITHOUT_ANSWER);
        tiny.fail(Kind.CHANGE, gid(7), Fault.HTML_502);
        gateway = RunningGateway.startWith(
                "conformance/world.yaml",
                "gateway.routes-dir=src/test/resources/conformance/routes",
                "gateway.engines.mine.kind=tiny",
                "gateway.engines.mine.url=" + tiny.url(),
                "gateway.engines.mine.secret=" + SECRET,
                "gateway.engines.locked.kind=tiny",
                "gateway.engines.locked.url=" + tiny.url(),
                "gateway.engines.locked.secret=wrong",
                "gateway.provision.sessions[0].id=main",
                "gateway.provision.sessions[0].organization=org_a",
                "gateway.provision.sessions[0].engine=mine",
                "gateway.provision.sessions[0].engine-session=main",
                "gateway.provision.sessions[1].id=locked",
                "gateway.provision.sessions[1].organization=org_a",
                "gateway.provision.sessions[1].engine=locked",
                "gateway.provision.sessions[1].engine-session=main",
                "gateway.provision.sessions[2].id=nobody",
                "gateway.provision.sessions[2].organization=org_a",
                "gateway.provision.sessions[2].engine=mine",
                "gateway.provision.sessions[2].engine-session=nobody");
    }

    @AfterAll
    static void stop() {
        gateway.close();
        tiny.close();
    }

    @Test
    void promote_happens() {
        assertThat(post("main", 1, PLAIN, "promote").statusCode()).isEqualTo(204);
        assertThat(WHATS_APP.group(gid(1)).person(PLAIN).role()).isEqualTo(Role.ADMIN);
        assertThat(post("main", 1, PLAIN, "demote").statusCode()).isEqualTo(204);
        assertThat(WHATS_APP.group(gid(1)).person(PLAIN).role()).isEqualTo(Role.MEMBER);
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            main,   1, 6289999999999, promote, 404, not_found
            main,   1, 6289000000001, demote,  403, forbidden
            main,   2, 6289000000002, promote, 403, forbidden
            main,   3, 6289000000002, promote, 404, not_found
            main,   5, 6289000000002, promote, 501, not_implemented
            main,   6, 6289000000002, promote, 503, engine_unavailable
            main,   7, 6289000000002, promote, 503, engine_unavailable
            main,   9, 6289000000002, promote, 404, not_found
            nobody, 1, 6289000000002, promote, 501, not_implemented
            locked, 1, 6289000000002, promote, 502, engine_error""")
    void refusalAndFault_areMapped(
            String session, int group, String digits, String operation, int status, String code) {
        HttpResponse<String> answer = post(session, group, digits + "@s.whatsapp.net", operation);
        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(Json.parse(answer.body()).path("error").path("code").asText())
                .isEqualTo(code);
    }

    @Test
    void secondsToWait_areTheEngines() {
        HttpResponse<String> answer = post("main", 4, PLAIN, "promote");
        assertThat(answer.statusCode()).isEqualTo(429);
        assertThat(answer.headers().firstValue("Retry-After")).hasValue("17");
    }

    private static void add(int group, UnaryOperator<Group> treatment) {
        Person self = new Person(Scenario.NUMBER, Scenario.LID, Role.ADMIN);
        WHATS_APP.add(treatment.apply(Group.of(gid(group), false, List.of(Scenario.CREATOR, Scenario.PLAIN, self))));
    }

    private static String gid(int group) {
        return "12036300000000000" + group + "@g.us";
    }

    private static HttpResponse<String> post(String session, int group, String member, String operation) {
        return gateway.post(
                RunningGateway.SESSIONS + session + "/groups/" + gid(group) + "/members/" + member + "/" + operation,
                "Authorization",
                "Bearer wa_all_00000000000000000000000000000000");
    }
}
