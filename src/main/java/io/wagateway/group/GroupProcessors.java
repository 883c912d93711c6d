package io.wagateway.group;

import io.wagateway.cache.AsyncReadCache;
import io.wagateway.engine.EngineClient;
import io.wagateway.engine.EngineOperation;
import io.wagateway.engine.Jids;
import io.wagateway.error.ForbiddenException;
import io.wagateway.error.NotFoundException;
import io.wagateway.event.log.EventLog;
import io.wagateway.event.recovery.IntentStore;
import io.wagateway.event.recovery.NodeRegistry;
import io.wagateway.group.stored.StoredGroups;
import io.wagateway.pipeline.AsyncStep;
import io.wagateway.pipeline.CallContext;
import io.wagateway.pipeline.Query;
import io.wagateway.session.Session;
import io.wagateway.session.SessionStatusService;
import io.wagateway.session.Sessions;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.apache.camel.AsyncProcessor;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The steps of the corridor that know about groups, by the names that routes give them. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(GroupProperties.class)
class GroupProcessors {

    @Bean
    ChangeRecorder recorder(IntentStore intents, EventLog log, StoredGroups stored) {
        return new ChangeRecorder(intents, log, stored);
    }

    @Bean
    Groups groups(
            EngineClient engines,
            SessionStatusService statusService,
            StoredGroups stored,
            ChangeRecorder recorder,
            GroupProperties properties) {
        return new Groups(
                engines, statusService, stored, recorder, new AsyncReadCache.Policy(properties.groupCache(), 500_000));
    }

    /**
     * Refuses nothing: where the session's status has to be asked for, the group is read at the same time, for {@link
     * #readGroup} to find. What becomes of it is told there, in its turn.
     */
    @Bean
    Processor readGroupAhead(Groups groups) {
        return exchange -> {
            String gid = GroupContext.gid(exchange);
            if (Jids.isGroup(gid)) {
                groups.readAhead(CallContext.requestId(exchange), Session.of(exchange), gid)
                        .ifPresent(read -> GroupContext.enterAhead(exchange, read));
            }
        };
    }

    /**
     * 404 where the group does not exist or the account is not in it. Sets the property {@code accountRole}: what the
     * account is in it.
     */
    @Bean
    AsyncProcessor readGroup(Groups groups) {
        return AsyncStep.of(
                exchange -> {
                    String gid = GroupContext.gid(exchange);
                    String requestId = CallContext.requestId(exchange);
                    Session session = Session.of(exchange);
                    CompletableFuture<GroupSnapshot> read = Jids.isGroup(gid)
                            ? GroupContext.ahead(exchange)
                                    .map(ahead -> groups.taken(session, ahead))
                                    .orElseGet(() -> groups.read(requestId, session, gid))
                            : CompletableFuture.failedFuture(new NotFoundException("group not found"));
                    CompletableFuture<AccountRole> accountRole = read.thenCompose(group -> {
                        GroupContext.enter(exchange, group);
                        return groups.accountRole(requestId, session, group);
                    });
                    return accountRole;
                },
                (exchange, account) -> {
                    if (account == AccountRole.OUT) {
                        throw new NotFoundException("group not found");
                    }
                    GroupContext.enter(exchange, account);
                });
    }

    /**
     * 403 where the session's own account is known not to be an admin of the group. Where that is not known, WhatsApp is
     * left to refuse: then a route must ask for a change even if it looks like none.
     */
    @Bean
    Processor requireGroupAdmin() {
        return exchange -> {
            if (GroupContext.accountRole(exchange) == AccountRole.MEMBER) {
                throw new ForbiddenException("the session's account is not an admin of the group");
            }
        };
    }

    /** 404 where nobody in the group has that user JID or LID. Sets the property {@code memberRole}. */
    @Bean
    AsyncProcessor findMember(Groups groups) {
        return AsyncStep.of(
                exchange -> groups.member(
                        CallContext.requestId(exchange),
                        Session.of(exchange),
                        GroupContext.group(exchange),
                        CallContext.parameter(exchange, "jid")),
                (exchange, member) -> GroupContext.enter(exchange, member));
    }

    /** 403 where the member made the group: WhatsApp does not let anybody take that away. */
    @Bean
    Processor refuseCreator() {
        return exchange -> {
            if (GroupContext.member(exchange).isCreator()) {
                throw new ForbiddenException("the group's creator cannot be demoted");
            }
        };
    }

    /** Makes the member an admin, and is done when WhatsApp has done it. */
    @Bean
    AsyncProcessor promoteMember(Groups groups) {
        return change(groups, MembershipChange.PROMOTE);
    }

    /** Makes the member a plain one, and is done when WhatsApp has done it. */
    @Bean
    AsyncProcessor demoteMember(Groups groups) {
        return change(groups, MembershipChange.DEMOTE);
    }

    private static AsyncProcessor change(Groups groups, MembershipChange change) {
        return AsyncStep.of(exchange -> groups.change(
                GroupCall.of(exchange), CallContext.parameter(exchange, "jid"), GroupContext.member(exchange), change));
    }

    /** Sets the property {@code dryRun}, whether to look and change nothing; 400 where it is neither true nor false. */
    @Bean
    Processor readDryRun() {
        return exchange ->
                exchange.setProperty(GroupContext.DRY_RUN, Query.of(exchange).flag(GroupContext.DRY_RUN));
    }

    @Bean
    MemberChanges memberChanges(EngineClient engines, Groups groups, ChangeRecorder recorder) {
        return new MemberChanges(engines, groups, recorder);
    }

    /** Makes the members that the body names admins; leaves what became of each as the body. */
    @Bean
    AsyncProcessor promoteMembers(MemberChanges changes) {
        return changeOfRoles(changes, MembershipChange.PROMOTE);
    }

    /** Makes the members that the body names plain ones; leaves what became of each as the body. */
    @Bean
    AsyncProcessor demoteMembers(MemberChanges changes) {
        return changeOfRoles(changes, MembershipChange.DEMOTE);
    }

    private static AsyncProcessor changeOfRoles(MemberChanges changes, MembershipChange change) {
        return AsyncStep.of(
                exchange -> changes.change(
                        GroupCall.of(exchange), change, participants(exchange), GroupContext.isDryRun(exchange)),
                (exchange, outcomes) -> exchange.getMessage().setBody(Map.of("data", outcomes)));
    }

    /** Adds whom the body names; a failure that says what became of each, where it did not happen to all. */
    @Bean
    AsyncProcessor addMembers(MemberChanges changes, GroupAdministration administration) {
        return AsyncStep.of(exchange -> {
            GroupCall call = GroupCall.of(exchange);
            administration.require(call.session(), EngineOperation.ADD_MEMBERS, "addGroupMembers");
            return changes.changeAll(call, MembershipChange.ADD, participants(exchange));
        });
    }

    /** Removes whom the path names; nobody in the group is no change, and 404 where it is a malformed JID. */
    @Bean
    AsyncProcessor removeMember(MemberChanges changes, GroupAdministration administration) {
        return AsyncStep.of(exchange -> {
            GroupCall call = GroupCall.of(exchange);
            administration.require(call.session(), EngineOperation.REMOVE_MEMBERS, "removeGroupMember");
            if (!Jids.isMember(CallContext.parameter(exchange, "jid"))) {
                throw new NotFoundException("member not found");
            }
            return changes.changeAll(call, MembershipChange.REMOVE, List.of(CallContext.parameter(exchange, "jid")));
        });
    }

    @Bean
    GroupAdministration groupAdministration(
            EngineClient engines, Groups groups, MemberChanges changes, ChangeRecorder recorder) {
        return new GroupAdministration(engines, groups, changes, recorder);
    }

    /** Makes the group that the body describes; from here on the call is about that one. */
    @Bean
    AsyncProcessor createGroup(GroupAdministration administration) {
        return AsyncStep.of(
                exchange -> administration.create(
                        GroupCall.ofNone(exchange),
                        (String) CallContext.input(exchange).get("name"),
                        participants(exchange)),
                (exchange, gid) -> GroupContext.enterGid(exchange, gid));
    }

    /** Changes the fields that the body names. */
    @Bean
    AsyncProcessor updateGroup(GroupAdministration administration) {
        return AsyncStep.of(exchange -> administration.update(GroupCall.of(exchange), CallContext.input(exchange)));
    }

    /** Leaves {@code {invite}}, the full link, as the body. */
    @Bean
    AsyncProcessor readInvite(GroupAdministration administration) {
        return invite(administration::readInvite);
    }

    /** Leaves {@code {invite}}, the new link, as the body. */
    @Bean
    AsyncProcessor revokeInvite(GroupAdministration administration) {
        return invite(administration::revokeInvite);
    }

    private static AsyncProcessor invite(Function<GroupCall, CompletableFuture<String>> ask) {
        return AsyncStep.of(exchange -> ask.apply(GroupCall.of(exchange)), (exchange, link) -> exchange.getMessage()
                .setBody(Map.of("invite", link)));
    }

    @Bean
    AsyncProcessor leaveGroup(GroupAdministration administration) {
        return AsyncStep.of(exchange -> administration.leave(GroupCall.of(exchange)));
    }

    /** Leaves {@code {groupJid}} as the body. */
    @Bean
    AsyncProcessor joinGroup(GroupAdministration administration) {
        return AsyncStep.of(
                exchange -> administration.join(GroupCall.ofNone(exchange), (String)
                        CallContext.input(exchange).get("invite")),
                (exchange, gid) -> exchange.getMessage().setBody(Map.of("groupJid", gid)));
    }

    @SuppressWarnings("unchecked")
    private static List<String> participants(Exchange exchange) {
        return (List<String>) CallContext.input(exchange).get("participants");
    }

    /** Settles changes that were cut off. */
    @Bean
    Processor recoverIntents(
            NodeRegistry nodes,
            IntentStore intents,
            Sessions sessions,
            SessionStatusService statusService,
            Groups groups,
            GroupAdministration administration,
            EventLog log,
            ChangeRecorder recorder) {
        return new IntentRecovery(
                nodes,
                intents,
                new IntentResolver(sessions, statusService, groups, administration, log),
                recorder,
                System::currentTimeMillis);
    }

    /** Of a call about a group that ends with an error: the event log tells of it, unless it does so already. */
    @Bean
    Processor recordRefusal(Sessions sessions, EventLog log) {
        return new RefusalRecorder(sessions, log);
    }
}
