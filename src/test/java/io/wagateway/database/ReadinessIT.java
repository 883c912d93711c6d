package io.wagateway.database;

import static org.assertj.core.api.Assertions.assertThat;

import io.wagateway.RunningGateway;
import org.apache.camel.CamelContext;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;

/** The readiness says whether the gateway can do its work now, and is good again without a restart. */
class ReadinessIT {
    private RunningGateway gateway;

    @BeforeEach
    void start() {
        gateway = RunningGateway.start();
        assertThat(readiness()).isEqualTo(200);
    }

    @AfterEach
    void stop() {
        gateway.close();
    }

    private int readiness() {
        return gateway.send("GET", "/actuator/health/readiness", null).statusCode();
    }

    private void becomes(int status) {
        Awaitility.await().until(() -> readiness() == status);
    }

    @Test
    void databaseThatCannotBeWritten_isNotReady() {
        JdbcTemplate jdbc = gateway.context().getBean(JdbcTemplate.class);
        jdbc.execute("alter table write_check rename to gone");
        becomes(503);
        assertThat(gateway.send("GET", "/actuator/health/readiness", null).body())
                .isEqualTo("{\"status\":\"DOWN\"}");
        assertThat(gateway.send("GET", "/actuator/health/liveness", null).statusCode())
                .isEqualTo(200);
        jdbc.execute("alter table gone rename to write_check");
        becomes(200);
    }

    @Test
    void translatorOfOutages_isTheOneOfStatementsAndOfTransactions() {
        assertThat(gateway.context().getBean(JdbcTemplate.class).getExceptionTranslator())
                .isInstanceOf(OutageTranslator.class);
        assertThat(gateway.context().getBean(JdbcTransactionManager.class).getExceptionTranslator())
                .isInstanceOf(OutageTranslator.class);
    }

    @Test
    void routesThatDoNotRun_areNotReady() throws Exception {
        CamelContext context = gateway.context().getBean(CamelContext.class);
        context.getRouteController().stopRoute("promote-group-member");
        becomes(503);
        context.getRouteController().startRoute("promote-group-member");
        becomes(200);
    }
}
