package io.wagateway.engine.simulator;

import java.util.Map;
import java.util.concurrent.Executor;
import org.apache.camel.AsyncProcessor;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class SimulatorConfiguration {

    @Bean
    Simulator simulator(SimulatorProperties world) {
        return new Simulator(world);
    }

    @Bean
    AsyncProcessor simulatorStatus(Simulator simulator, Executor corridorExecutor) {
        return new SimulatorCall(simulator, corridorExecutor, in -> simulator.status(text(in, "session")));
    }

    @Bean
    AsyncProcessor simulatorReadGroup(Simulator simulator, Executor corridorExecutor) {
        return new SimulatorCall(
                simulator, corridorExecutor, in -> simulator.readGroup(text(in, "session"), text(in, "group")));
    }

    @Bean
    AsyncProcessor simulatorPromote(Simulator simulator, Executor corridorExecutor) {
        return new SimulatorCall(
                simulator,
                corridorExecutor,
                in -> simulator.promote(text(in, "session"), text(in, "group"), text(in, "member")));
    }

    @Bean
    AsyncProcessor simulatorDemote(Simulator simulator, Executor corridorExecutor) {
        return new SimulatorCall(
                simulator,
                corridorExecutor,
                in -> simulator.demote(text(in, "session"), text(in, "group"), text(in, "member")));
    }

    private static String text(Map<String, Object> question, String key) {
        return (String) question.get(key);
    }
}
