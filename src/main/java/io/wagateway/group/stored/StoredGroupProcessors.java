package io.wagateway.group.stored;

import com.github.f4b6a3.ulid.UlidCreator;
import io.wagateway.access.Caller;
import io.wagateway.database.DatabaseClock;
import io.wagateway.engine.EngineClient;
import io.wagateway.engine.Jids;
import io.wagateway.error.NotFoundException;
import io.wagateway.pipeline.CallContext;
import io.wagateway.pipeline.Page;
import io.wagateway.session.Session;
import io.wagateway.session.SessionStatusService;
import io.wagateway.session.Sessions;
import io.wagateway.session.SyncStore;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;

/** The steps of the stored reads and of the refresh, by the names that routes use. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(RefreshProperties.class)
class StoredGroupProcessors {
    private static final String GROUP = "storedGroup";

    /**
     * Two threads, so that a refresh leaves most of the database's connections to requests. {@link GroupSync} shuts it
     * down.
     */
    @Bean(destroyMethod = "")
    ExecutorService storedGroupsExecutor() {
        return new ThreadPoolExecutor(
                2,
                2,
                60,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(1_000),
                new CustomizableThreadFactory("stored-groups-"));
    }

    @Bean
    StoredGroups storedGroups(
            GroupStore store, ChangeStore changes, ExecutorService storedGroupsExecutor, DatabaseClock clock) {
        return new StoredGroups(store, changes, storedGroupsExecutor, clock);
    }

    @Bean
    LiveGroups liveGroups(EngineClient engines, SessionStatusService statusService) {
        return new LiveGroups(engines, statusService);
    }

    @Bean
    HintedGroups hintedGroups(
            Sessions sessions,
            LiveGroups live,
            GroupStore store,
            ExecutorService storedGroupsExecutor,
            DatabaseClock clock) {
        return new HintedGroups(sessions, live, store, storedGroupsExecutor, clock);
    }

    @Bean
    GroupSync groupSync(
            SyncStore syncs,
            GroupQueries queries,
            GroupStore store,
            LiveGroups live,
            RefreshProperties properties,
            ExecutorService storedGroupsExecutor,
            DatabaseClock clock) {
        GroupRefresh refresh = new GroupRefresh(syncs, queries, store, live, properties, storedGroupsExecutor, clock);
        return new GroupSync(
                syncs,
                refresh,
                properties,
                storedGroupsExecutor,
                UlidCreator.getUlid().toString(),
                clock);
    }

    /** Starts the refreshes that are due; each runs by itself. */
    @Bean
    Processor refreshGroups(GroupSync sync) {
        return exchange -> sync.tick();
    }

    /** Sets the body to the requested page of the session's groups. */
    @Bean
    Processor listGroups(GroupQueries queries) {
        return exchange -> {
            Page page = Page.of(exchange);
            exchange.getMessage()
                    .setBody(page.rows(
                            queries.list(
                                    Session.of(exchange).id(),
                                    Caller.of(exchange).scope().groups(),
                                    page.afterNumber(),
                                    page.limitAndOne()),
                            StoredGroup::id));
        };
    }

    /** 404 if the group is not stored for the session. */
    @Bean
    Processor findStoredGroup(GroupQueries queries) {
        return exchange -> {
            String gid = CallContext.parameter(exchange, "gid");
            if (!Jids.isGroup(gid)) {
                throw new NotFoundException("group not found");
            }
            StoredGroup group = queries.find(Session.of(exchange).id(), gid)
                    .orElseThrow(() -> new NotFoundException("group not found"));
            exchange.setProperty(GROUP, group);
        };
    }

    /** Sets the body to the group that the call is about. */
    @Bean
    Processor answerGroup() {
        return exchange -> exchange.getMessage().setBody(group(exchange));
    }

    /** Sets the body to the requested page of the group's members. */
    @Bean
    Processor listGroupMembers(MemberQueries members) {
        return exchange -> {
            Page page = Page.of(exchange);
            exchange.getMessage()
                    .setBody(page.rows(
                            members.list(
                                    Session.of(exchange).id(), group(exchange), page.afterNumber(), page.limitAndOne()),
                            StoredMember::id));
        };
    }

    private static StoredGroup group(Exchange exchange) {
        StoredGroup group = exchange.getProperty(GROUP, StoredGroup.class);
        if (group == null) {
            throw new IllegalStateException("this route needs the step 'findStoredGroup' before this one");
        }
        return group;
    }
}
