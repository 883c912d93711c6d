package io.wagateway.group.stored;

import com.github.f4b6a3.ulid.UlidCreator;
import io.wagateway.engine.EngineClient;
import io.wagateway.engine.Jids;
import io.wagateway.error.NotFoundException;
import io.wagateway.pipeline.CallContext;
import io.wagateway.pipeline.Page;
import io.wagateway.session.Session;
import io.wagateway.session.SessionStatusService;
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

/** The steps of the stored reads and of the refresh, by the names that routes give them. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(RefreshProperties.class)
class StoredGroupProcessors {
    private static final String GROUP = "storedGroup";

    /**
     * Two threads, so that most of the database's connections are left to requests whatever is refreshed. Closed by {@link
     * GroupSync}.
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
    StoredGroups storedGroups(GroupStore store, ExecutorService storedGroupsExecutor) {
        return new StoredGroups(store, storedGroupsExecutor);
    }

    @Bean
    GroupSync groupSync(
            SyncStore syncs,
            GroupStore store,
            EngineClient engines,
            SessionStatusService statusService,
            RefreshProperties properties,
            ExecutorService storedGroupsExecutor) {
        GroupRefresh refresh = new GroupRefresh(
                syncs,
                store,
                new LiveGroups(engines, statusService),
                properties,
                storedGroupsExecutor,
                System::currentTimeMillis);
        return new GroupSync(
                syncs,
                refresh,
                properties,
                storedGroupsExecutor,
                UlidCreator.getMonotonicUlid().toString(),
                System::currentTimeMillis);
    }

    /** Begins the refreshes that are due; each goes on by itself. */
    @Bean
    Processor refreshGroups(GroupSync sync) {
        return exchange -> sync.tick();
    }

    /** Leaves the part of the session's groups that was asked for as the body. */
    @Bean
    Processor listGroups(GroupStore store) {
        return exchange -> {
            Page page = Page.of(exchange);
            exchange.getMessage()
                    .setBody(page.rows(
                            store.list(Session.of(exchange).id(), page.afterNumber(), page.limitAndOne()),
                            StoredGroup::id));
        };
    }

    /** 404 where the session is not known to be in that group. */
    @Bean
    Processor findStoredGroup(GroupStore store) {
        return exchange -> {
            String gid = CallContext.parameter(exchange, "gid");
            if (!Jids.isGroup(gid)) {
                throw new NotFoundException("group not found");
            }
            StoredGroup group = store.find(Session.of(exchange).id(), gid)
                    .orElseThrow(() -> new NotFoundException("group not found"));
            exchange.setProperty(GROUP, group);
        };
    }

    /** Leaves the group that the call is about as the body. */
    @Bean
    Processor answerGroup() {
        return exchange -> exchange.getMessage().setBody(group(exchange));
    }

    /** Leaves the part of the group's members that was asked for as the body. */
    @Bean
    Processor listGroupMembers(MemberStore store) {
        return exchange -> {
            Page page = Page.of(exchange);
            exchange.getMessage()
                    .setBody(page.rows(
                            store.list(
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
