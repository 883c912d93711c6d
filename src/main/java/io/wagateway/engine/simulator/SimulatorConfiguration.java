package io.wagateway.engine.simulator;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import org.apache.camel.AsyncProcessor;
import org.apache.camel.Processor;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(SimulatorProperties.class)
class SimulatorConfiguration {

    @Bean
    Simulator simulator(SimulatorProperties world) {
        return new Simulator(world);
    }

    @Bean
    AsyncProcessor simulatorStatus(Simulator simulator, Executor pipelineExecutor) {
        return new SimulatorCall(
                simulator, pipelineExecutor, in -> simulator.accounts().status(text(in, "session")));
    }

    @Bean
    AsyncProcessor simulatorStart(Simulator simulator, Executor pipelineExecutor) {
        return new SimulatorCall(
                simulator, pipelineExecutor, in -> simulator.accounts().start(text(in, "session")));
    }

    @Bean
    AsyncProcessor simulatorStop(Simulator simulator, Executor pipelineExecutor) {
        return new SimulatorCall(
                simulator, pipelineExecutor, in -> simulator.accounts().stop(text(in, "session")));
    }

    @Bean
    AsyncProcessor simulatorLogout(Simulator simulator, Executor pipelineExecutor) {
        return new SimulatorCall(
                simulator, pipelineExecutor, in -> simulator.accounts().logout(text(in, "session")));
    }

    @Bean
    AsyncProcessor simulatorRemove(Simulator simulator, Executor pipelineExecutor) {
        return new SimulatorCall(
                simulator, pipelineExecutor, in -> simulator.accounts().remove(text(in, "session")));
    }

    @Bean
    AsyncProcessor simulatorQr(Simulator simulator, Executor pipelineExecutor) {
        return new SimulatorCall(
                simulator, pipelineExecutor, in -> simulator.accounts().qr(text(in, "session")));
    }

    @Bean
    AsyncProcessor simulatorPairingCode(Simulator simulator, Executor pipelineExecutor) {
        return new SimulatorCall(simulator, pipelineExecutor, in -> simulator
                .accounts()
                .pairingCode(text(in, "session"), text(in, "phone")));
    }

    @Bean
    AsyncProcessor simulatorAnswerPasskey(Simulator simulator, Executor pipelineExecutor) {
        return new SimulatorCall(
                simulator, pipelineExecutor, in -> simulator.accounts().answerPasskey(text(in, "session"), (Map<?, ?>)
                        in.get("credential")));
    }

    @Bean
    AsyncProcessor simulatorConfirmPasskey(Simulator simulator, Executor pipelineExecutor) {
        return new SimulatorCall(
                simulator, pipelineExecutor, in -> simulator.accounts().confirmPasskey(text(in, "session")));
    }

    @Bean
    AsyncProcessor simulatorReadGroup(Simulator simulator, Executor pipelineExecutor) {
        return new SimulatorCall(
                simulator, pipelineExecutor, in -> simulator.readGroup(text(in, "session"), text(in, "group")));
    }

    @Bean
    AsyncProcessor simulatorPromote(Simulator simulator, Executor pipelineExecutor) {
        return new SimulatorCall(
                simulator,
                pipelineExecutor,
                in -> simulator.promote(text(in, "session"), text(in, "group"), text(in, "member")));
    }

    @Bean
    AsyncProcessor simulatorDemote(Simulator simulator, Executor pipelineExecutor) {
        return new SimulatorCall(
                simulator,
                pipelineExecutor,
                in -> simulator.demote(text(in, "session"), text(in, "group"), text(in, "member")));
    }

    @Bean
    SimulatedGroups simulatedGroups(Simulator simulator) {
        return new SimulatedGroups(simulator);
    }

    /** A webhook is one hint. */
    @Bean
    Processor simulatorHints() {
        return exchange -> {
            Map<?, ?> webhook = exchange.getMessage().getBody(Map.class);
            Map<String, Object> hint = new HashMap<>();
            hint.put("session", webhook.get("session"));
            hint.put("group", webhook.get("group"));
            exchange.getMessage().setBody(Map.of("hints", List.of(hint)));
        };
    }

    @Bean
    SimulatedPhones simulatedPhones(Simulator simulator) {
        return new SimulatedPhones(simulator);
    }

    @Bean
    AsyncProcessor simulatorListGroups(Simulator simulator, SimulatedGroups groups, Executor pipelineExecutor) {
        return new SimulatorCall(simulator, pipelineExecutor, in -> groups.list(text(in, "session")));
    }

    @Bean
    AsyncProcessor simulatorDescribeGroup(Simulator simulator, SimulatedGroups groups, Executor pipelineExecutor) {
        return new SimulatorCall(
                simulator, pipelineExecutor, in -> groups.describe(text(in, "session"), text(in, "group")));
    }

    @Bean
    AsyncProcessor simulatorCreateGroup(Simulator simulator, SimulatedGroups groups, Executor pipelineExecutor) {
        return new SimulatorCall(
                simulator, pipelineExecutor, in -> groups.create(text(in, "session"), text(in, "subject"), names(in)));
    }

    @Bean
    AsyncProcessor simulatorUpdateGroup(Simulator simulator, SimulatedGroups groups, Executor pipelineExecutor) {
        return new SimulatorCall(
                simulator,
                pipelineExecutor,
                in -> groups.update(text(in, "session"), text(in, "group"), text(in, "field"), in.get("value")));
    }

    @Bean
    AsyncProcessor simulatorReadInvite(Simulator simulator, SimulatedGroups groups, Executor pipelineExecutor) {
        return new SimulatorCall(
                simulator, pipelineExecutor, in -> groups.readInvite(text(in, "session"), text(in, "group")));
    }

    @Bean
    AsyncProcessor simulatorRevokeInvite(Simulator simulator, SimulatedGroups groups, Executor pipelineExecutor) {
        return new SimulatorCall(
                simulator, pipelineExecutor, in -> groups.revokeInvite(text(in, "session"), text(in, "group")));
    }

    @Bean
    AsyncProcessor simulatorAddMembers(Simulator simulator, SimulatedGroups groups, Executor pipelineExecutor) {
        return new SimulatorCall(
                simulator, pipelineExecutor, in -> groups.add(text(in, "session"), text(in, "group"), names(in)));
    }

    @Bean
    AsyncProcessor simulatorRemoveMembers(Simulator simulator, SimulatedGroups groups, Executor pipelineExecutor) {
        return new SimulatorCall(
                simulator, pipelineExecutor, in -> groups.remove(text(in, "session"), text(in, "group"), names(in)));
    }

    @Bean
    AsyncProcessor simulatorPromoteAll(Simulator simulator, SimulatedGroups groups, Executor pipelineExecutor) {
        return new SimulatorCall(
                simulator,
                pipelineExecutor,
                in -> groups.setRoles(text(in, "session"), text(in, "group"), names(in), Role.ADMIN));
    }

    @Bean
    AsyncProcessor simulatorDemoteAll(Simulator simulator, SimulatedGroups groups, Executor pipelineExecutor) {
        return new SimulatorCall(
                simulator,
                pipelineExecutor,
                in -> groups.setRoles(text(in, "session"), text(in, "group"), names(in), Role.MEMBER));
    }

    @Bean
    AsyncProcessor simulatorLeave(Simulator simulator, SimulatedGroups groups, Executor pipelineExecutor) {
        return new SimulatorCall(
                simulator, pipelineExecutor, in -> groups.leave(text(in, "session"), text(in, "group")));
    }

    @Bean
    AsyncProcessor simulatorJoin(Simulator simulator, SimulatedGroups groups, Executor pipelineExecutor) {
        return new SimulatorCall(
                simulator, pipelineExecutor, in -> groups.join(text(in, "session"), text(in, "invite")));
    }

    @Bean
    AsyncProcessor simulatorSetPicture(Simulator simulator, SimulatedGroups groups, Executor pipelineExecutor) {
        return new SimulatorCall(
                simulator,
                pipelineExecutor,
                in -> groups.update(text(in, "session"), text(in, "group"), "picture", in.get("picture")));
    }

    @Bean
    AsyncProcessor simulatorDeletePicture(Simulator simulator, SimulatedGroups groups, Executor pipelineExecutor) {
        return new SimulatorCall(
                simulator,
                pipelineExecutor,
                in -> groups.update(text(in, "session"), text(in, "group"), "picture", null));
    }

    @Bean
    SimulatedJoinRequests simulatedJoinRequests(Simulator simulator, SimulatedGroups groups) {
        return new SimulatedJoinRequests(simulator, groups);
    }

    @Bean
    AsyncProcessor simulatorListJoinRequests(
            Simulator simulator, SimulatedJoinRequests requests, Executor pipelineExecutor) {
        return new SimulatorCall(
                simulator, pipelineExecutor, in -> requests.list(text(in, "session"), text(in, "group")));
    }

    @Bean
    AsyncProcessor simulatorApproveJoinRequests(
            Simulator simulator, SimulatedJoinRequests requests, Executor pipelineExecutor) {
        return new SimulatorCall(
                simulator,
                pipelineExecutor,
                in -> requests.answer(text(in, "session"), text(in, "group"), names(in), true));
    }

    @Bean
    AsyncProcessor simulatorRejectJoinRequests(
            Simulator simulator, SimulatedJoinRequests requests, Executor pipelineExecutor) {
        return new SimulatorCall(
                simulator,
                pipelineExecutor,
                in -> requests.answer(text(in, "session"), text(in, "group"), names(in), false));
    }

    @Bean
    AsyncProcessor simulatorPreviewInvite(
            Simulator simulator, SimulatedJoinRequests requests, Executor pipelineExecutor) {
        return new SimulatorCall(
                simulator, pipelineExecutor, in -> requests.preview(text(in, "session"), text(in, "invite")));
    }

    private static String text(Map<String, Object> request, String key) {
        return (String) request.get(key);
    }

    @SuppressWarnings("unchecked")
    private static List<String> names(Map<String, Object> request) {
        return (List<String>) request.get("members");
    }
}
