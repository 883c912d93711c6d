package io.wagateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.wagateway.RunningGateway;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Several requests on one connection: answered in order, and what is a body never becomes a request. */
@ExtendWith(HostileWorld.class)
class PipeliningIT {
    private static final AtomicInteger SMUGGLED = new AtomicInteger();
    private static final String INNER = "POST /own/smuggled HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n";

    @BeforeAll
    static void addTrap(RunningGateway gateway) throws Exception {
        gateway.context().getBean(CamelContext.class).addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("platform-http:/own/smuggled?httpMethodRestrict=POST")
                        .process(exchange -> SMUGGLED.incrementAndGet());
            }
        });
    }

    @Test
    void requests_sentAtOnce_areAnsweredInOrder(RunningGateway gateway) throws IOException {
        try (RawConnection connection = new RawConnection(gateway.port())) {
            connection.send(request("slow", "1", "") + request("nope", "2", "") + request("phone", "3", "")
                    + request("phone", "4", "Content-Length: 5\r\n") + "hello" + request("limited", "5", "")
                    + request("phone", "6", "Transfer-Encoding: chunked\r\n") + "0\r\n\r\n"
                    + request("unplugged", "7", "") + request("phone", "8", ""));
            int[] expected = {204, 404, 204, 204, 429, 204, 501};
            for (int i = 0; i < expected.length; i++) {
                RawConnection.Response answer = connection.response();
                assertThat(answer.header("X-Request-Id")).isEqualTo(Integer.toString(i + 1));
                assertThat(answer.status()).isEqualTo(expected[i]);
            }
            // The server ends a connection with every 501, and says so.
            assertThat(connection.closedByServer()).isTrue();
        }
    }

    @Test
    void requests_behindARefusedBody_areNotAnswered(RunningGateway gateway) throws IOException {
        try (RawConnection connection = new RawConnection(gateway.port())) {
            connection.send(request("phone", "1", "Content-Length: 70000\r\n") + "x".repeat(70_000) + INNER);
            assertThat(connection.response().status()).isEqualTo(413);
            assertThat(connection.closedByServer()).isTrue();
        }
        assertThat(SMUGGLED).hasValue(0);
    }

    /** The inner request is a body: sent together with its headers, and after them, and longer than it is. */
    @ParameterizedTest
    @CsvSource({
        "POST, promote,          true,  204",
        "POST, promote,          false, 401",
        "PUT,  promote,          false, 405",
        "OPTIONS, promote,       false, 204",
        "POST, /unknown,         false, 404",
        "POST, /actuator/health, false, 405",
        "POST, approve,          true,  501",
        "POST, /%zz,             true,  400",
        "TRACE, promote,         false, 405",
    })
    void body_thatLooksLikeARequest_isNone(
            String method, String path, boolean token, int status, RunningGateway gateway) throws IOException {
        String target = path.equals("promote")
                ? HostileWorld.promote("phone")
                : path.equals("approve") ? RunningGateway.SESSIONS + "phone/groups/x/members:approve" : path;
        String head = method + " " + target + " HTTP/1.1\r\n" + HostileWorld.HOST + (token ? HostileWorld.KEY : "");
        String length = "Content-Length: " + INNER.length() + "\r\n\r\n";
        try (RawConnection connection = new RawConnection(gateway.port())) {
            assertThat(connection.send(head + length + INNER).response().status())
                    .isEqualTo(status);
        }
        try (RawConnection connection = new RawConnection(gateway.port())) {
            assertThat(connection.send(head + length).response().status()).isEqualTo(status);
            connection.send(INNER);
        } catch (IOException e) {
            // Closed already: nothing of it was read as a request.
            assertThat(e).hasMessageNotContaining("answer");
        }
        try (RawConnection connection = new RawConnection(gateway.port())) {
            String longer = head + "Content-Length: " + (INNER.length() + 10) + "\r\n\r\n" + INNER;
            assertThat(connection.send(longer).response().status()).isEqualTo(status);
            // The rest never comes: the server ends the connection, and does not begin to read in the middle.
            assertThat(connection.closedByServer()).isTrue();
        }
        assertThat(SMUGGLED).hasValue(0);
    }

    @Test
    void trap_whereItIsAskedForOpenly_springs(RunningGateway gateway) throws IOException {
        assertThat(RawConnection.exchange(gateway.port(), INNER).status()).isEqualTo(204);
        assertThat(SMUGGLED.getAndSet(0)).isEqualTo(1);
    }

    private static String request(String session, String requestId, String headers) {
        return HostileWorld.post(HostileWorld.promote(session), "X-Request-Id: " + requestId + "\r\n" + headers);
    }
}
