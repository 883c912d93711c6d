package io.wagateway.pipeline;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;

@Configuration(proxyBeanMethods = false)
class PipelineConfiguration {
    private static final int MOST_PAGES = 6;
    private static final long PAGE_BYTES = 64L * 1024 * 1024;

    /** Pages of lists that are built at one time; the database has more connections than that. */
    @Bean
    Turns pageTurns(ExecutorService pageExecutor) {
        return Turns.byHeap(PAGE_BYTES, MOST_PAGES, pageExecutor);
    }

    /** Continues the lists that have waited for their turn: a list that takes long must not delay the live calls. */
    @Bean(destroyMethod = "shutdown")
    ExecutorService pageExecutor() {
        return executor("pages-", MOST_PAGES, new LinkedBlockingQueue<>());
    }

    /**
     * The threads that continue a call after an engine has answered. They wait for the commit of a change, but never for
     * an engine, so few of them are enough. The queue holds more calls than all connections of the server can bring at
     * once. If it is full all the same, the executor rejects the task and the call ends as 503: the thread that brought
     * the answer must not continue the call, because it would delay all answers of an engine or every time-out of the
     * process.
     */
    @Bean(destroyMethod = "shutdown")
    ExecutorService pipelineExecutor() {
        int threads = Math.max(8, 2 * Runtime.getRuntime().availableProcessors());
        return executor("pipeline-", threads, new LinkedBlockingQueue<>(50_000));
    }

    private static ExecutorService executor(String name, int threads, BlockingQueue<Runnable> queue) {
        ThreadPoolExecutor executor = new ThreadPoolExecutor(
                threads,
                threads,
                60,
                TimeUnit.SECONDS,
                queue,
                new CustomizableThreadFactory(name),
                new ThreadPoolExecutor.AbortPolicy());
        executor.allowCoreThreadTimeOut(true);
        return executor;
    }
}
