package io.wagateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;
import io.wagateway.RunningGateway;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.camel.AsyncCallback;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.platform.http.PlatformHttpComponent;
import org.apache.camel.support.AsyncProcessorSupport;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Calls that take long, or for ever. */
@ExtendWith(HostileWorld.class)
class LivenessIT {

    @Test
    void stuckCalls_of200Callers_leaveAnotherSessionAnswering(RunningGateway gateway) throws IOException {
        CamelContext camel = gateway.context().getBean(CamelContext.class);
        List<RawConnection> stuck = new ArrayList<>();
        try {
            for (int i = 0; i < 200; i++) {
                stuck.add(new RawConnection(gateway.port()).send(HostileWorld.post(HostileWorld.promote("stuck"), "")));
            }
            Awaitility.await().until(() -> camel.getInflightRepository().size("promote-group-member") >= 200);
            for (int i = 0; i < 20; i++) {
                assertThat(HostileWorld.goodRequest(gateway)).isEqualTo(204);
            }
            assertThat(camel.getInflightRepository().size("promote-group-member"))
                    .as("calls that are still stuck")
                    .isGreaterThanOrEqualTo(200);
        } finally {
            for (RawConnection connection : stuck) {
                connection.close();
            }
        }
    }

    @Test
    void routeThatNeverAnswers_is504_andItsLateAnswerGoesNowhere(RunningGateway gateway) throws Exception {
        BlockingQueue<Runnable> late = new LinkedBlockingQueue<>();
        CamelContext camel = gateway.context().getBean(CamelContext.class);
        camel.addComponent("impatient-http", impatient(gateway));
        camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("impatient-http:/own/late?httpMethodRestrict=POST").process(new AsyncProcessorSupport() {
                    @Override
                    public boolean process(Exchange exchange, AsyncCallback callback) {
                        exchange.getMessage().setBody("late");
                        late.add(() -> callback.done(false));
                        return false;
                    }
                });
            }
        });
        try (RawConnection connection = new RawConnection(gateway.port())) {
            RawConnection.Response answer =
                    connection.send(HostileWorld.post("/own/late", "")).response();
            assertThat(answer.status()).isEqualTo(504);
            assertThat(ResponseChecks.code(answer.body())).isEqualTo("engine_timeout");
            // The same connection carries another call while the answer to the first one comes at last.
            connection.send(HostileWorld.post(HostileWorld.promote("slow"), "X-Request-Id: next\r\n"));
            late.poll(10, TimeUnit.SECONDS).run();
            answer = connection.response();
            assertThat(answer.header("X-Request-Id")).isEqualTo("next");
            assertThat(answer.status()).isEqualTo(204);
        }
    }

    private static PlatformHttpComponent impatient(RunningGateway gateway) {
        PlatformHttpComponent component = new PlatformHttpComponent();
        component.setEngine(new HttpEngine(
                gateway.context().getBean(Endpoints.class),
                gateway.context().getBean(MeterRegistry.class),
                gateway.context().getBean(TimeoutScheduler.class),
                gateway.context().getBean(HeldMemory.class),
                300));
        return component;
    }
}
