package io.wagateway.group;

import io.wagateway.engine.EngineOperation;
import io.wagateway.engine.Jids;
import io.wagateway.error.NotFoundException;
import io.wagateway.group.grant.GrantTime;
import io.wagateway.group.grant.Grants;
import io.wagateway.pipeline.AsyncStep;
import io.wagateway.pipeline.CallContext;
import io.wagateway.pipeline.Query;
import java.util.List;
import java.util.Map;
import org.apache.camel.AsyncProcessor;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The steps that change members of a group, by the names that routes use. Each ends once WhatsApp has answered. */
@Configuration(proxyBeanMethods = false)
class MemberProcessors {

    /** 501 if the engine's kind cannot promote a member: for a dry run, as {@link #promoteMember} requires it, too. */
    @Bean
    Processor requirePromote(GroupEngine engine) {
        return exchange -> requireOne(engine, GroupCall.of(exchange), MembershipChange.PROMOTE);
    }

    /** As {@link #requirePromote}, for {@link #demoteMember}. */
    @Bean
    Processor requireDemote(GroupEngine engine) {
        return exchange -> requireOne(engine, GroupCall.of(exchange), MembershipChange.DEMOTE);
    }

    private static void requireOne(GroupEngine engine, GroupCall call, MembershipChange change) {
        engine.require(call, change.operationForOne());
    }

    /** Makes the member in the path an admin. Sets the property {@code memberChanged}: whether they were none before. */
    @Bean
    AsyncProcessor promoteMember(GroupEngine engine, MemberChanges changes) {
        return changeOne(engine, changes, MembershipChange.PROMOTE);
    }

    /** Makes the member in the path a plain member. Sets the property {@code memberChanged}: whether they were an admin. */
    @Bean
    AsyncProcessor demoteMember(GroupEngine engine, MemberChanges changes) {
        return changeOne(engine, changes, MembershipChange.DEMOTE);
    }

    private static AsyncProcessor changeOne(GroupEngine engine, MemberChanges changes, MembershipChange change) {
        return AsyncStep.of(
                exchange -> {
                    GroupCall call = GroupCall.of(exchange);
                    requireOne(engine, call, change);
                    return changes.changeOne(call, change, target(exchange));
                },
                (exchange, isChanged) -> exchange.setProperty(GroupContext.MEMBER_CHANGED, isChanged));
    }

    private static MemberTarget target(Exchange exchange) {
        return MemberTarget.of(CallContext.parameter(exchange, "jid"), GroupContext.member(exchange));
    }

    /** Sets the property {@code grantTime}: how long a member is to be an admin. 400 if the query has no such time. */
    @Bean
    Processor readGrantTime() {
        return exchange ->
                GrantTime.of(Query.of(exchange)).ifPresent(time -> GroupContext.enterGrantTime(exchange, time));
    }

    /** 400 if the query has a time for a change that is none for a time. */
    @Bean
    Processor refuseGrantTime() {
        return exchange -> GrantTime.refuse(Query.of(exchange));
    }

    /** 409 if the organisation has as many active grants as it may have; none if the call promotes for good. */
    @Bean
    Processor requireGrantRoom(MemberChanges changes) {
        return exchange -> changes.requireGrantRoom(GroupCall.of(exchange), 1);
    }

    /** Moves the end of the grant by which the member is an admin, if they are; 409 if it is ending at this moment. */
    @Bean
    Processor moveGrant(MemberChanges changes) {
        return exchange -> {
            if (!changes.moveGrants(GroupCall.of(exchange), List.of(target(exchange)))
                    .isEmpty()) {
                throw Grants.ending();
            }
        };
    }

    /** Makes the members in the body admins; sets the body to what became of each. */
    @Bean
    AsyncProcessor promoteMembers(MemberChanges changes) {
        return changeEach(changes, MembershipChange.PROMOTE);
    }

    /** Makes the members in the body plain members; sets the body to what became of each. */
    @Bean
    AsyncProcessor demoteMembers(MemberChanges changes) {
        return changeEach(changes, MembershipChange.DEMOTE);
    }

    private static AsyncProcessor changeEach(MemberChanges changes, MembershipChange change) {
        return AsyncStep.of(
                exchange -> changes.changeEach(
                        GroupCall.of(exchange),
                        change,
                        GroupContext.participants(exchange),
                        GroupContext.isDryRun(exchange)),
                (exchange, outcomes) -> exchange.getMessage().setBody(Map.of("data", outcomes)));
    }

    /** Adds the members in the body; fails if WhatsApp did not add one of them, with what became of each. */
    @Bean
    AsyncProcessor addMembers(GroupEngine engine, MemberChanges changes) {
        return AsyncStep.of(exchange -> {
            GroupCall call = GroupCall.of(exchange);
            engine.require(call.session(), EngineOperation.ADD_MEMBERS, "addGroupMembers");
            return changes.changeAll(call, MembershipChange.ADD, GroupContext.participants(exchange));
        });
    }

    /** Removes the member in the path; no change if they are not in the group, and 404 if the JID is malformed. */
    @Bean
    AsyncProcessor removeMember(GroupEngine engine, MemberChanges changes) {
        return AsyncStep.of(exchange -> {
            GroupCall call = GroupCall.of(exchange);
            engine.require(call.session(), EngineOperation.REMOVE_MEMBERS, "removeGroupMember");
            return changes.changeAll(call, MembershipChange.REMOVE, List.of(member(exchange)));
        });
    }

    private static String member(Exchange exchange) {
        String jid = CallContext.parameter(exchange, "jid");
        if (!Jids.isMember(jid)) {
            throw new NotFoundException("member not found");
        }
        return jid;
    }
}
