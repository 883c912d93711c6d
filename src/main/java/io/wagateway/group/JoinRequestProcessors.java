package io.wagateway.group;

import io.wagateway.database.DatabaseClock;
import io.wagateway.event.log.EventLog;
import io.wagateway.group.stored.HintedGroups;
import io.wagateway.group.stored.WaitingStore;
import io.wagateway.pipeline.AsyncStep;
import io.wagateway.pipeline.CallContext;
import io.wagateway.pipeline.Page;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import org.apache.camel.AsyncProcessor;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.transaction.support.TransactionOperations;

/** The steps about people who have asked to join a group, by the names that routes use. */
@Configuration(proxyBeanMethods = false)
class JoinRequestProcessors {

    @Bean
    JoinRequests joinRequests(
            GroupEngine engine,
            WaitingStore store,
            EventLog log,
            TransactionOperations transaction,
            ExecutorService storedGroupsExecutor,
            DatabaseClock clock,
            HintedGroups hinted) {
        JoinRequests requests = new JoinRequests(
                engine, new ObservedJoinRequests(store, log, transaction, storedGroupsExecutor, clock));
        hinted.onRead((session, group) -> {
            if (group.letsInOnlyByApproval() && group.isAdministeredBy(session.waJid(), session.waLid())) {
                requests.readAhead(session, group.jid());
            }
        });
        return requests;
    }

    @Bean
    JoinRequestChanges joinRequestChanges(
            GroupEngine engine,
            GroupReader reader,
            MemberLookup lookup,
            CallRenewal renewal,
            JoinRequests requests,
            ChangeRecorder recorder) {
        MemberRequests changes = new MemberRequests(
                engine, new ChangeTracker(reader), new JoinRequestVerifier(renewal, lookup, requests), recorder);
        return new JoinRequestChanges(requests, lookup, changes, recorder);
    }

    /** Sets the body to the requested page of those who wait, the oldest request first. */
    @Bean
    AsyncProcessor listJoinRequests(JoinRequests requests) {
        return AsyncStep.of(exchange -> requests.read(GroupCall.of(exchange)), (exchange, waiting) -> {
            Page page = Page.of(exchange);
            exchange.getMessage().setBody(page.rows(waiting.after(page.after(), page.limitAndOne()), JoinRequest::key));
        });
    }

    /** Lets the people in the body into the group; sets the body to what became of each. */
    @Bean
    AsyncProcessor approveJoinRequests(JoinRequestChanges changes) {
        return answer(changes, MembershipChange.APPROVE);
    }

    /** Rejects the people in the body; sets the body to what became of each. */
    @Bean
    AsyncProcessor rejectJoinRequests(JoinRequestChanges changes) {
        return answer(changes, MembershipChange.REJECT);
    }

    private static AsyncProcessor answer(JoinRequestChanges changes, MembershipChange change) {
        return AsyncStep.of(
                exchange -> changes.answer(
                        GroupCall.of(exchange),
                        change,
                        // Null if the body has {all: true} instead.
                        CallContext.input(exchange).containsKey("all") ? null : GroupContext.participants(exchange),
                        GroupContext.isDryRun(exchange)),
                (exchange, outcomes) -> exchange.getMessage().setBody(Map.of("data", outcomes)));
    }
}
