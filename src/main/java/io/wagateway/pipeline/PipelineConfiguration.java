package io.wagateway.pipeline;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;

@Configuration(proxyBeanMethods = false)
class PipelineConfiguration {

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
        ThreadPoolExecutor executor = new ThreadPoolExecutor(
                threads,
                threads,
                60,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(50_000),
                new CustomizableThreadFactory("pipeline-"),
                new ThreadPoolExecutor.AbortPolicy());
        executor.allowCoreThreadTimeOut(true);
        return executor;
    }
}
