package io.wagateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.wagateway.http.HostileWorld;
import io.wagateway.http.RawConnection;
import io.wagateway.http.ResponseChecks;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Contract section 4: promote, demote and approve, each outcome and the order of the checks, over real HTTP. */
@ExtendWith(HostileWorld.class)
class PromoteIT {
    private static final Map<String, String> TOKENS = Map.ofEntries(
            Map.entry("good", bearer("wa_all_00000000000000000000000000000000")),
            Map.entry("x-api-key", "x-api-key: wa_all_00000000000000000000000000000000\r\n"),
            Map.entry("viewer", bearer("wa_reader_00000000000000000000000000000")),
            Map.entry("powerless", bearer("wa_nothing_0000000000000000000000000000")),
            Map.entry("other", bearer("wa_other_000000000000000000000000000000")),
            Map.entry("none", ""),
            Map.entry("wrong", bearer("wa_wrong_000000000000000000000000000000")),
            Map.entry("garbage", bearer("e30.e30.e30")),
            Map.entry("empty", bearer("")),
            Map.entry("basic", "Authorization: Basic d2E6d2E=\r\n"),
            Map.entry("two", HostileWorld.KEY + HostileWorld.KEY));
    private static final Map<String, String> BODIES = Map.of(
            "absent", "\r\n",
            "small", "Content-Length: 2\r\n\r\n{}",
            "notJson", "Content-Type: text/plain\r\nContent-Length: 5\r\n\r\nhello",
            "70kB", "Content-Length: 70000\r\n\r\n" + "x".repeat(70_000),
            "70kBChunked", "Transfer-Encoding: chunked\r\n\r\n11170\r\n" + "x".repeat(70_000) + "\r\n0\r\n\r\n",
            "malformed", "Transfer-Encoding: chunked\r\n\r\nnonsense\r\n");

    private static String bearer(String token) {
        return "Authorization: Bearer " + token + "\r\n";
    }

    /** Session, group and member by what they are in src/test/resources/hostile/world.yaml. */
    @ParameterizedTest(name = "{0}: {7}")
    @CsvSource(textBlock = """
            promote_plainMember,                good,      phone,     every,    plain,     promote, absent,      204,
            promote_adminAlready,               good,      phone,     every,    admin,     promote, absent,      204,
            promote_creator,                    good,      phone,     every,    creator,   promote, absent,      204,
            promote_byLid,                      good,      phone,     every,    plainLid,  promote, absent,      204,
            promote_memberWithHiddenNumber,     good,      phone,     every,    hidden,    promote, absent,      204,
            promote_encodedAt,                  good,      phone,     encoded,  encoded,   promote, absent,      204,
            promote_groupOfTheOldForm,          good,      phone,     old,      plain,     promote, absent,      204,
            promote_byApiKeyHeader,             x-api-key, phone,     every,    plain,     promote, absent,      204,
            promote_smallBody,                  good,      phone,     every,    plain,     promote, small,       204,
            promote_bodyThatIsNoJson,           good,      phone,     every,    plain,     promote, notJson,     204,
            demote_admin,                       good,      phone,     every,    admin,     demote,  absent,      204,
            demote_plainMemberAlready,          good,      phone,     old,      plain,     demote,  absent,      204,
            demote_byLid,                       good,      phone,     every,    plainLid,  demote,  absent,      204,
            demote_creator,                     good,      phone,     every,    creator,   demote,  absent,      403, forbidden
            demote_creatorByLid,                good,      phone,     every,    creatorLid, demote, absent,      403, forbidden
            demote_oneselfAsTheCreator,         good,      phone,     old,      self,      demote,  absent,      403, forbidden
            promote_asAPlainMember,             good,      phone,     notAdmin, plain,     promote, absent,      403, forbidden
            demote_asAPlainMember,              good,      phone,     notAdmin, plain,     demote,  absent,      403, forbidden
            promote_unknownMember,              good,      phone,     every,    nobody,    promote, absent,      404, not_found
            demote_unknownMember,               good,      phone,     every,    nobody,    demote,  absent,      404, not_found
            promote_malformedMember,            good,      phone,     every,    malformed, promote, absent,      404, not_found
            promote_groupAsTheMember,           good,      phone,     every,    group,     promote, absent,      404, not_found
            promote_unknownGroup,               good,      phone,     unknown,  plain,     promote, absent,      404, not_found
            promote_groupTheAccountIsNotIn,     good,      phone,     notIn,    plain,     promote, absent,      404, not_found
            promote_malformedGroup,             good,      phone,     malformed, plain,    promote, absent,      404, not_found
            promote_memberAsTheGroup,           good,      phone,     member,   plain,     promote, absent,      404, not_found
            promote_unknownSession,             good,      nope,      every,    plain,     promote, absent,      404, not_found
            promote_foreignSession,             good,      theirs,    every,    plain,     promote, absent,      404, not_found
            promote_ownSessionOfAnother,        other,     phone,     every,    plain,     promote, absent,      404, not_found
            promote_disconnected,               good,      unplugged, every,    plain,     promote, absent,      501, not_implemented
            demote_disconnected,                good,      unplugged, every,    plain,     demote,  absent,      501, not_implemented
            promote_rateLimited,                good,      limited,   every,    plain,     promote, absent,      429, rate_limited
            promote_engineAnswersNonsense,      good,      nonsense,  every,    plain,     promote, absent,      502, engine_error
            promote_engineUnreachable,          good,      unreachable, every,  plain,     promote, absent,      503, engine_unavailable
            promote_engineTooSlow,              good,      late,      every,    plain,     promote, absent,      504, engine_timeout
            promote_withoutToken,               none,      phone,     every,    plain,     promote, absent,      401, unauthorized
            promote_wrongToken,                 wrong,     phone,     every,    plain,     promote, absent,      401, unauthorized
            promote_garbageToken,               garbage,   phone,     every,    plain,     promote, absent,      401, unauthorized
            promote_emptyToken,                 empty,     phone,     every,    plain,     promote, absent,      401, unauthorized
            promote_otherScheme,                basic,     phone,     every,    plain,     promote, absent,      401, unauthorized
            promote_twoTokens,                  two,       phone,     every,    plain,     promote, absent,      401, unauthorized
            promote_withoutCapability,          viewer,    phone,     every,    plain,     promote, absent,      403, forbidden
            promote_withNoCapabilityAtAll,      powerless, phone,     every,    plain,     promote, absent,      403, forbidden
            promote_bodyOf70kB,                 good,      phone,     every,    plain,     promote, 70kB,        413, payload_too_large
            promote_chunkedBodyOf70kB,          good,      phone,     every,    plain,     promote, 70kBChunked, 413, payload_too_large
            promote_malformedChunks,            good,      phone,     every,    plain,     promote, malformed,   400, validation_error

            order_tokenBeforeSession,           none,      theirs,    every,    plain,     promote, absent,      401, unauthorized
            order_tokenBeforeBody,              none,      phone,     every,    plain,     promote, 70kB,        401, unauthorized
            order_tokenBeforeChunkedBody,       wrong,     phone,     every,    plain,     promote, 70kBChunked, 401, unauthorized
            order_tokenBeforeEverything,        none,      nope,      malformed, malformed, promote, malformed,  401, unauthorized
            order_capabilityBeforeSession,      viewer,    nope,      every,    plain,     promote, absent,      403, forbidden
            order_capabilityBeforeForeign,      viewer,    theirs,    every,    plain,     promote, absent,      403, forbidden
            order_capabilityBeforeBody,         viewer,    phone,     every,    plain,     promote, 70kB,        403, forbidden
            order_capabilityBeforeConnection,   viewer,    unplugged, every,    plain,     promote, absent,      403, forbidden
            order_sessionBeforeBody,            good,      nope,      every,    plain,     promote, 70kB,        404, not_found
            order_foreignSessionBeforeBody,     good,      theirs,    every,    plain,     promote, 70kBChunked, 404, not_found
            order_sessionBeforeMalformedBody,   good,      nope,      every,    plain,     promote, malformed,   404, not_found
            order_bodyBeforeConnection,         good,      unplugged, every,    plain,     promote, 70kB,        413, payload_too_large
            order_chunkedBodyBeforeConnection,  good,      unplugged, every,    plain,     promote, 70kBChunked, 413, payload_too_large
            order_malformedBodyBeforeConnection, good,     unplugged, every,    plain,     promote, malformed,   400, validation_error
            order_bodyBeforeGroup,              good,      phone,     malformed, plain,    promote, 70kB,        413, payload_too_large
            order_bodyBeforeEngine,             good,      limited,   every,    plain,     promote, 70kB,        413, payload_too_large
            order_connectionBeforeGroup,        good,      unplugged, malformed, plain,    promote, absent,      501, not_implemented
            order_connectionBeforeUnknownGroup, good,      unplugged, unknown,  plain,     promote, absent,      501, not_implemented
            order_connectionBeforeMember,       good,      unplugged, every,    malformed, promote, absent,      501, not_implemented
            order_groupBeforeMember,            good,      phone,     malformed, malformed, promote, absent,     404, not_found
            order_malformedGroupBeforeRateLimit, good,     limited,   malformed, plain,    promote, absent,      404, not_found
            order_adminBeforeUnknownMember,     good,      phone,     notAdmin, nobody,    promote, absent,      403, forbidden
            order_adminBeforeMalformedMember,   good,      phone,     notAdmin, malformed, promote, absent,      403, forbidden
            order_adminBeforeCreator,           good,      phone,     notAdmin, creator,   demote,  absent,      403, forbidden
            order_memberBeforeAction,           good,      phone,     every,    malformed, demote,  absent,      404, not_found
            """)
    void outcome(
            String name,
            String token,
            String session,
            String group,
            String member,
            String verb,
            String body,
            int status,
            String code,
            RunningGateway gateway)
            throws IOException {
        String path = session + "/groups/" + group(group) + "/members/" + member(member) + "/" + verb;
        check(post(gateway, path, token, body), status, code, token);
    }

    @ParameterizedTest(name = "{0}: {4}")
    @CsvSource(textBlock = """
            approve_ofAGoodGroup,           good,      phone,     every,     501, not_implemented
            approve_ofAForeignSession,      good,      theirs,    every,     501, not_implemented
            approve_ofAnUnknownSession,     good,      nope,      every,     501, not_implemented
            approve_ofADisconnectedSession, good,      unplugged, every,     501, not_implemented
            approve_ofAMalformedGroup,      good,      phone,     malformed, 501, not_implemented
            approve_ofARateLimitedSession,  good,      limited,   every,     501, not_implemented
            approve_withoutToken,           none,      nope,      malformed, 401, unauthorized
            approve_wrongToken,             wrong,     phone,     every,     401, unauthorized
            approve_withoutCapability,      viewer,    nope,      malformed, 403, forbidden
            """)
    void approve_isReserved_whateverTheBody(
            String name, String token, String session, String group, int status, String code, RunningGateway gateway)
            throws IOException {
        for (String body : BODIES.keySet()) {
            RawConnection.Response answer =
                    post(gateway, session + "/groups/" + group(group) + "/members:approve", token, body);
            check(answer, status, code, token);
        }
    }

    @Test
    void foreignSession_isToldExactlyAsOneThatDoesNotExist(RunningGateway gateway) throws IOException {
        String[] answers = new String[2];
        for (int i = 0; i < 2; i++) {
            String session = i == 0 ? "theirs" : "nope00";
            String path = HostileWorld.promote(session);
            answers[i] = rawAnswer(gateway, HostileWorld.post(path, "X-Request-Id: same\r\nConnection: close\r\n"));
        }
        assertThat(answers[0]).startsWith("HTTP/1.1 404").isEqualTo(answers[1]);
    }

    @ParameterizedTest
    @CsvSource({
        "120363000000000007@g.us, 6281000000007@s.whatsapp.net",
        "120363000000000008@g.us, 81000000007@lid",
    })
    void demote_oneself_is204AndTakesEffect(String group, String self, RunningGateway gateway) throws IOException {
        String members = "resigning/groups/" + group + "/members/";
        check(post(gateway, members + self + "/demote", "good", "absent"), 204, null, "good");
        check(post(gateway, members + self + "/promote", "good", "absent"), 403, "forbidden", "good");
    }

    private static RawConnection.Response post(RunningGateway gateway, String path, String token, String body)
            throws IOException {
        return RawConnection.exchange(
                gateway.port(),
                "POST " + RunningGateway.SESSIONS + path + " HTTP/1.1\r\n" + HostileWorld.HOST + TOKENS.get(token)
                        + BODIES.get(body));
    }

    private static String rawAnswer(RunningGateway gateway, String request) throws IOException {
        try (RawConnection connection = new RawConnection(gateway.port())) {
            return connection.send(request).rest().replaceFirst("Date: [^\r]*", "Date: -");
        }
    }

    private static void check(RawConnection.Response answer, int status, String code, String token) throws IOException {
        assertThat(answer.status()).isEqualTo(status);
        ResponseChecks.check(answer);
        assertThat(answer.header("X-Request-Id")).matches("[0-9A-Z]{26}");
        assertThat(answer.header("Allow")).isNull();
        if (status == 204) {
            assertThat(answer.body()).isEmpty();
            assertThat(answer.header("Content-Type")).isNull();
        } else {
            assertThat(answer.header("Content-Type")).isEqualTo("application/json");
            assertThat(ResponseChecks.code(answer.body())).isEqualTo(code);
        }
        boolean sent = !token.equals("none") && !token.equals("empty") && !token.equals("basic");
        assertThat(answer.header("WWW-Authenticate"))
                .isEqualTo(status != 401 ? null : sent ? "Bearer error=\"invalid_token\"" : "Bearer");
        if (status == 429 || status == 503) {
            assertThat(answer.header("Retry-After")).matches("[1-9][0-9]*");
        } else {
            assertThat(answer.header("Retry-After")).isNull();
        }
    }

    private static String group(String group) {
        return switch (group) {
            case "every" -> HostileWorld.GROUP;
            case "encoded" -> HostileWorld.GROUP.replace("@", "%40");
            case "old" -> "6281000000001-1500000000@g.us";
            case "notAdmin" -> "120363000000000002@g.us";
            case "notIn" -> "120363000000000003@g.us";
            case "unknown" -> "120363000000000009@g.us";
            case "member" -> HostileWorld.MEMBER;
            case "malformed" -> "12036300000000000x@g.us";
            default -> throw new IllegalArgumentException(group);
        };
    }

    private static String member(String member) {
        return switch (member) {
            case "plain" -> HostileWorld.MEMBER;
            case "plainLid" -> "89000000002@lid";
            case "encoded" -> HostileWorld.MEMBER.replace("@", "%40");
            case "admin" -> "6289000000003@s.whatsapp.net";
            case "hidden" -> "89000000004@lid";
            case "creator" -> "6289000000001@s.whatsapp.net";
            case "creatorLid" -> "89000000001@lid";
            case "self" -> "6281000000001@s.whatsapp.net";
            case "nobody" -> "6289000000009@s.whatsapp.net";
            case "group" -> HostileWorld.GROUP;
            case "malformed" -> "+6289000000002@s.whatsapp.net";
            default -> throw new IllegalArgumentException(member);
        };
    }
}
