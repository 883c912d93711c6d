package io.wagateway.group;

import io.wagateway.engine.Jids;
import io.wagateway.error.ForbiddenException;
import io.wagateway.error.NotFoundException;
import io.wagateway.pipeline.AsyncStep;
import io.wagateway.pipeline.CallContext;
import io.wagateway.pipeline.Query;
import io.wagateway.session.Session;
import java.util.concurrent.CompletableFuture;
import org.apache.camel.AsyncProcessor;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The steps that read a group and check a call before its action, by the names that routes use. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(GroupProperties.class)
class GroupProcessors {

    /**
     * Refuses nothing. If the gateway must ask for the session's status, it reads the group at the same time, for {@link
     * #readGroup}, which also reports a failure of that read.
     */
    @Bean
    Processor readGroupAhead(GroupReader reader) {
        return exchange -> {
            String gid = GroupContext.gid(exchange);
            if (Jids.isGroup(gid)) {
                reader.readAhead(CallContext.call(exchange), Session.of(exchange), gid)
                        .ifPresent(read -> GroupContext.enterAhead(exchange, read));
            }
        };
    }

    /**
     * 404 if the group does not exist or the account is not in it. Sets the property {@code accountRole}: the role of the
     * account.
     */
    @Bean
    AsyncProcessor readGroup(GroupReader reader, MemberLookup lookup, CallRenewal renewal) {
        return AsyncStep.of(
                exchange -> read(exchange, reader)
                        .thenCompose(group -> {
                            GroupContext.enter(exchange, group);
                            return lookup.accountRole(CallContext.call(exchange), Session.of(exchange), group);
                        })
                        .thenCompose(accountRole -> {
                            GroupContext.enter(exchange, accountRole);
                            return renewal.check(GroupCall.of(exchange), GroupProcessors::requireInGroup);
                        }),
                GroupProcessors::enter);
    }

    private static CompletableFuture<GroupCall> requireInGroup(GroupCall call) {
        call.accountRole().requireInGroup();
        return CompletableFuture.completedFuture(call);
    }

    private static void enter(Exchange exchange, GroupCall call) {
        GroupContext.enter(exchange, call.group());
        GroupContext.enter(exchange, call.accountRole());
    }

    private static CompletableFuture<GroupSnapshot> read(Exchange exchange, GroupReader reader) {
        String gid = GroupContext.gid(exchange);
        if (!Jids.isGroup(gid)) {
            return CompletableFuture.failedFuture(new NotFoundException("group not found"));
        }
        Session session = Session.of(exchange);
        return GroupContext.ahead(exchange)
                .map(ahead -> reader.use(session, ahead))
                .orElseGet(
                        () -> reader.read(CallContext.call(exchange), session, gid, CallContext.arrivedAt(exchange)));
    }

    /**
     * As {@link #readGroup}, by a read that started after the call had come. The checks that follow {@link #readGroup}
     * must follow this step, too.
     */
    @Bean
    AsyncProcessor readGroupAgain(CallRenewal renewal) {
        return AsyncStep.of(
                exchange -> renewal.renew(GroupCall.of(exchange)).thenCompose(GroupProcessors::requireInGroup),
                GroupProcessors::enter);
    }

    /**
     * 403 if the session's own account is known not to be an admin of the group. If its role is unknown, WhatsApp decides:
     * then a route must ask for a change even if it looks like none.
     */
    @Bean
    AsyncProcessor requireGroupAdmin(CallRenewal renewal) {
        return AsyncStep.of(
                exchange -> renewal.check(GroupCall.of(exchange), GroupProcessors::requireAdmin),
                GroupProcessors::enter);
    }

    private static CompletableFuture<GroupCall> requireAdmin(GroupCall call) {
        return requireInGroup(call).thenApply(inGroup -> {
            inGroup.accountRole().requireAdmin();
            return inGroup;
        });
    }

    /** A member, in the call with the read of the group that lists them. */
    private record Found(GroupCall call, GroupSnapshot.Member member) {}

    /** 404 if no member of the group has the user JID or LID in the path. Sets the property {@code memberRole}. */
    @Bean
    AsyncProcessor findMember(MemberLookup lookup, CallRenewal renewal) {
        return AsyncStep.of(
                exchange -> {
                    String jid = CallContext.parameter(exchange, "jid");
                    return Jids.isMember(jid)
                            ? find(lookup, renewal, GroupCall.of(exchange), jid)
                            : CompletableFuture.failedFuture(new NotFoundException("member not found"));
                },
                (exchange, found) -> {
                    enter(exchange, found.call());
                    GroupContext.enter(exchange, found.member());
                });
    }

    private static CompletableFuture<Found> find(MemberLookup lookup, CallRenewal renewal, GroupCall call, String jid) {
        CompletableFuture<GroupCall> current = call.mayMiss(jid)
                ? renewal.renew(call).thenCompose(GroupProcessors::requireAdmin)
                : CompletableFuture.completedFuture(call);
        return current.thenCompose(now -> lookup.member(now.active(), now.session(), now.group(), jid, now.arrivedAt())
                .thenApply(member -> new Found(now, member)));
    }

    /** 403 if the member created the group: WhatsApp never demotes the creator. */
    @Bean
    Processor refuseCreator() {
        return exchange -> {
            if (GroupContext.member(exchange).isCreator()) {
                throw new ForbiddenException("the group's creator cannot be demoted");
            }
        };
    }

    /** Sets the property {@code dryRun}: decide, and change nothing. 400 if the query has neither true nor false. */
    @Bean
    Processor readDryRun() {
        return exchange ->
                exchange.setProperty(GroupContext.DRY_RUN, Query.of(exchange).flag(GroupContext.DRY_RUN));
    }
}
