package io.wagateway.http;

import io.wagateway.RunningGateway;
import java.io.IOException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** One gateway for all tests that call it from outside and leave it as it was; each start costs seconds. */
public final class HostileWorld implements ParameterResolver {
    public static final String GROUP = "120363000000000001@g.us";
    public static final String MEMBER = "6289000000002@s.whatsapp.net";
    public static final String HOST = "Host: 127.0.0.1\r\n";
    public static final String KEY = "Authorization: Bearer wa_all_00000000000000000000000000000000\r\n";

    private record Shared(RunningGateway gateway) implements ExtensionContext.Store.CloseableResource {
        @Override
        public void close() {
            gateway.close();
        }
    }

    /** The path of a promote. */
    public static String promote(String session) {
        return RunningGateway.SESSIONS + session + "/groups/" + GROUP + "/members/" + MEMBER + "/promote";
    }

    /** A request with a token and no more header lines than these. */
    public static String post(String path, String headers) {
        return "POST " + path + " HTTP/1.1\r\n" + HOST + KEY + headers + "\r\n";
    }

    /** What shows that a gateway still works: a good request on a new connection. */
    public static int goodRequest(RunningGateway gateway) throws IOException {
        return RawConnection.exchange(gateway.port(), post(promote("phone"), ""))
                .status();
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == RunningGateway.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return context.getRoot()
                .getStore(ExtensionContext.Namespace.create(HostileWorld.class))
                .getOrComputeIfAbsent(
                        Shared.class,
                        type -> new Shared(RunningGateway.startWith(
                                "hostile/world.yaml", "gateway.routes-dir=src/test/resources/hostile/routes")),
                        Shared.class)
                .gateway();
    }
}
