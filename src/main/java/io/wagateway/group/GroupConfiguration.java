package io.wagateway.group;

import io.wagateway.cache.AsyncReadCache;
import io.wagateway.database.DatabaseClock;
import io.wagateway.engine.EngineClient;
import io.wagateway.event.log.EventLog;
import io.wagateway.event.log.EventSequencer;
import io.wagateway.event.recovery.IntentStore;
import io.wagateway.event.recovery.NodeRegistry;
import io.wagateway.event.recovery.UnknownOutcomeStore;
import io.wagateway.group.grant.GrantStore;
import io.wagateway.group.grant.Grants;
import io.wagateway.group.stored.StoredGroups;
import io.wagateway.session.SessionStatusService;
import io.wagateway.session.Sessions;
import java.util.concurrent.Executor;
import org.apache.camel.Processor;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.transaction.support.TransactionOperations;

/** The objects that the steps about groups share. */
@Configuration(proxyBeanMethods = false)
class GroupConfiguration {
    private static final int MAX_CACHED_MEMBERS = 500_000;

    @Bean
    GroupEngine groupEngine(EngineClient engines, SessionStatusService statusService) {
        return new GroupEngine(engines, statusService);
    }

    @Bean
    GroupReader groupReader(
            GroupEngine engine,
            SessionStatusService statusService,
            StoredGroups stored,
            GroupProperties properties,
            Executor pipelineExecutor) {
        return new GroupReader(
                engine,
                statusService,
                stored,
                new AsyncReadCache.Policy(properties.groupCache(), MAX_CACHED_MEMBERS),
                pipelineExecutor);
    }

    @Bean
    MemberLookup memberLookup(GroupEngine engine, Executor pipelineExecutor) {
        return new MemberLookup(engine, pipelineExecutor);
    }

    @Bean
    CallRenewal callRenewal(GroupReader reader, MemberLookup lookup) {
        return new CallRenewal(reader, lookup);
    }

    @Bean
    ChangeRecorder changeRecorder(
            IntentStore intents,
            UnknownOutcomeStore unknownOutcomes,
            EventLog log,
            EventSequencer sequencer,
            StoredGroups stored,
            GrantStore grants,
            TransactionOperations transaction,
            Executor pipelineExecutor,
            DatabaseClock clock) {
        ChangeWriter writer = new ChangeWriter(
                intents, unknownOutcomes, log, sequencer, stored, new GrantChanges(grants), transaction, clock);
        return new ChangeRecorder(intents, stored, writer, transaction, pipelineExecutor, clock);
    }

    @Bean
    ObservedChanges observedChanges(
            IntentStore intents,
            UnknownOutcomeStore unknownOutcomes,
            EventLog log,
            GrantStore grants,
            DatabaseClock clock) {
        return new ObservedChanges(intents, unknownOutcomes, log, new GrantChanges(grants), clock);
    }

    @Bean
    MemberChanges memberChanges(
            GroupEngine engine,
            GroupReader reader,
            MemberLookup lookup,
            CallRenewal renewal,
            Grants grants,
            ChangeRecorder recorder) {
        MemberRequests requests = new MemberRequests(
                engine, new ChangeTracker(reader), new ChangeVerifier(renewal, lookup)::verify, recorder);
        return new MemberChanges(new MemberTargets(lookup, renewal), requests, grants, recorder);
    }

    @Bean
    GroupFields groupFields(GroupEngine engine, ChangeRecorder recorder) {
        return new GroupFields(engine, recorder);
    }

    @Bean
    GroupCreation groupCreation(
            GroupEngine engine, GroupReader reader, MemberChanges changes, ChangeRecorder recorder) {
        return new GroupCreation(engine, reader, changes, recorder);
    }

    @Bean
    InviteLinks inviteLinks(GroupEngine engine, ChangeRecorder recorder) {
        return new InviteLinks(engine, recorder);
    }

    @Bean
    InvitePreviews invitePreviews(GroupEngine engine, CallRenewal renewal) {
        return new InvitePreviews(engine, renewal);
    }

    @Bean
    AccountMembership accountMembership(
            GroupEngine engine, GroupReader reader, CallRenewal renewal, ChangeRecorder recorder) {
        return new AccountMembership(engine, reader, renewal, recorder);
    }

    /** Recovers interrupted changes. */
    @Bean
    Processor recoverIntents(
            NodeRegistry nodes,
            IntentStore intents,
            Sessions sessions,
            SessionStatusService statusService,
            CallRenewal renewal,
            GroupFields fields,
            JoinRequests requests,
            EventLog log,
            ChangeRecorder recorder,
            DatabaseClock clock) {
        IntentResolver resolver =
                new IntentResolver(sessions, statusService, renewal, fields, requests, new LaterChanges(intents, log));
        return new IntentRecovery(nodes, intents, resolver, recorder, clock);
    }

    /** Records the failure of a call about a group in the event log, unless the log has it already. */
    @Bean
    Processor recordRefusal(Sessions sessions, EventLog log) {
        return new RefusalRecorder(sessions, log);
    }
}
