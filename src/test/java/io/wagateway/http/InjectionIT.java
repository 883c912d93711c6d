package io.wagateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.wagateway.RunningGateway;
import io.wagateway.pipeline.CallContext;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Names that mean something to Camel, to its components or to us, by every way into a request. */
@ExtendWith(HostileWorld.class)
class InjectionIT {
    private static final String ECHO = "/own/echo/of/{session}";
    private static final List<String> NAMES = List.of(
            "CamelHttpResponseCode",
            "CAMELHttpResponseCode",
            "cAmElBeanMethodName",
            "CamelExecCommandExecutable",
            "CamelJmsDestinationName",
            "CamelHttpUri",
            "CamelHttpPath",
            "CamelFileName",
            "org.apache.camel.x",
            "kafka.OVERRIDE_TOPIC",
            "SolrParam.q",
            "rest.x",
            "breadcrumbId",
            "Authorization",
            "x-api-key",
            "session",
            "gid",
            "jid",
            "requestId",
            "operationId",
            "caller",
            "memberRole",
            "accountRole",
            "callInput",
            "page",
            "Content-Type",
            "Location",
            "Set-Cookie",
            "Retry-After",
            "WWW-Authenticate");

    @BeforeAll
    static void addEcho(RunningGateway gateway) throws Exception {
        gateway.context().getBean(CamelContext.class).addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("platform-http:" + ECHO + "?httpMethodRestrict=POST").process(InjectionIT::echo);
            }
        });
    }

    private static void echo(Exchange exchange) {
        // That there is a body is the one thing that a route may know of it.
        exchange.removeProperty(CallContext.BODY);
        // As it came, and for steps that ask for a name which their operation documents.
        exchange.removeProperty(CallContext.QUERY);
        Message message = exchange.getMessage();
        message.setBody("headers " + new TreeMap<>(message.getHeaders())
                + " variables " + new TreeMap<>(exchange.getVariables())
                + " properties " + new TreeMap<>(exchange.getProperties()).keySet()
                + " session " + exchange.getProperty("session"));
    }

    static List<Arguments> namesByEveryWay() {
        List<Arguments> rows = new ArrayList<>();
        for (String name : NAMES) {
            rows.add(Arguments.of("header", name, "", name + ": 418\r\n" + name + ": evil\r\n", ""));
            rows.add(Arguments.of("query", name, "?" + name + "=418&" + name + "=evil", "", ""));
            String form = name + "=418&" + name + "=evil";
            rows.add(Arguments.of("form", name, "", "Content-Type: application/x-www-form-urlencoded\r\n", form));
            String part = "--b\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\n\r\n418\r\n--b--\r\n";
            rows.add(Arguments.of("multipart", name, "", "Content-Type: multipart/form-data; boundary=b\r\n", part));
        }
        return rows;
    }

    @ParameterizedTest(name = "{1} by {0}")
    @MethodSource("namesByEveryWay")
    void name_byAnyWay_changesNothing(
            String way, String name, String query, String headers, String body, RunningGateway gateway)
            throws IOException {
        String length = body.isEmpty() ? "" : "Content-Length: " + body.length() + "\r\n";
        String echo = ECHO.replace("{session}", "one");
        RawConnection.Response with = exchange(gateway, echo + query, headers + length, body);
        RawConnection.Response without = exchange(gateway, echo, "", "");
        assertThat(with.body()).isEqualTo(without.body()).contains("headers {}", "variables {}", "session one");
        assertThat(constant(with)).isEqualTo(constant(without));

        if (!Set.of("Authorization", "x-api-key").contains(name) || !way.equals("header")) {
            String promote = HostileWorld.promote("phone");
            with = exchange(gateway, promote + query, headers + length, body);
            without = exchange(gateway, promote, "", "");
            assertThat(with.status()).isEqualTo(without.status()).isEqualTo(204);
            assertThat(constant(with)).isEqualTo(constant(without));
        }
    }

    private static RawConnection.Response exchange(RunningGateway gateway, String path, String headers, String body)
            throws IOException {
        return RawConnection.exchange(gateway.port(), HostileWorld.post(path, headers) + body);
    }

    /** Status and headers without what differs from one answer to the next. */
    private static Map<String, List<String>> constant(RawConnection.Response answer) {
        Map<String, List<String>> constant = new TreeMap<>(answer.headers());
        constant.keySet().removeAll(Set.of("date", "x-request-id"));
        constant.put("status", List.of(Integer.toString(answer.status())));
        return constant;
    }
}
