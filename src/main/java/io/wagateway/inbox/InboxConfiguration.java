package io.wagateway.inbox;

import io.wagateway.engine.EngineClient;
import io.wagateway.group.stored.HintedGroups;
import io.wagateway.session.HintedSessions;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.apache.camel.AsyncProcessor;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;

@Configuration(proxyBeanMethods = false)
class InboxConfiguration {
    /** Webhooks that wait for the thread. */
    private static final int MAX_WAITING = 1_000;

    @Bean
    ExecutorService inboxExecutor() {
        ThreadPoolExecutor executor = new ThreadPoolExecutor(
                1,
                1,
                60,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(MAX_WAITING),
                new CustomizableThreadFactory("inbox-"));
        executor.allowCoreThreadTimeOut(true);
        return executor;
    }

    /** Takes an engine's webhook. */
    @Bean
    AsyncProcessor receiveHints(
            EngineClient engines, HintedSessions sessions, HintedGroups groups, ExecutorService inboxExecutor) {
        return new ReceiveHints(engines, new HintReader(engines, sessions, groups, inboxExecutor));
    }
}
