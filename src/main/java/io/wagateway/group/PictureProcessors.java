package io.wagateway.group;

import io.wagateway.pipeline.AsyncStep;
import java.util.concurrent.Executor;
import org.apache.camel.AsyncProcessor;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The steps that change the picture of a group, by the names that routes use. */
@Configuration(proxyBeanMethods = false)
class PictureProcessors {

    @Bean
    ReadPicture readPicture(Executor pipelineExecutor) {
        return new ReadPicture(pipelineExecutor);
    }

    @Bean
    GroupPictures groupPictures(GroupEngine engine, ChangeRecorder recorder) {
        return new GroupPictures(engine, recorder);
    }

    /** Sets the picture that {@link #readPicture} has read. */
    @Bean
    AsyncProcessor setGroupPicture(GroupPictures pictures) {
        return AsyncStep.of(exchange -> pictures.set(GroupCall.of(exchange), ReadPicture.picture(exchange)));
    }

    @Bean
    AsyncProcessor deleteGroupPicture(GroupPictures pictures) {
        return AsyncStep.of(exchange -> pictures.delete(GroupCall.of(exchange)));
    }
}
