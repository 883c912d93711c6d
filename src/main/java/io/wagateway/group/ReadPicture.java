package io.wagateway.group;

import io.wagateway.engine.FairShare;
import io.wagateway.error.InvalidRequestException;
import io.wagateway.error.UnavailableException;
import io.wagateway.pipeline.AsyncBody;
import io.wagateway.pipeline.AsyncStep;
import io.wagateway.pipeline.CallContext;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.apache.camel.Exchange;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;

/**
 * Step {@code readPicture}: reads a JPEG or PNG. 413 if it is larger than 2 MiB, 415 if its Content-Type is another, 400 if it
 * is no such picture. It decodes one picture at a time, as each takes much memory and a processor; and few wait, of each
 * organisation its {@link FairShare}, else 429.
 */
final class ReadPicture extends AsyncStep<byte[]> implements AutoCloseable {
    private static final String PICTURE = "groupPicture";
    private static final int PLACES = 16;
    private static final Set<MediaType> TYPES = Set.of(MediaType.IMAGE_JPEG, MediaType.IMAGE_PNG);

    private final FairShare places = new FairShare(PLACES);
    private final ThreadPoolExecutor decoder = new ThreadPoolExecutor(
            1, 1, 60, TimeUnit.SECONDS, new LinkedBlockingQueue<>(PLACES), new CustomizableThreadFactory("pictures-"));
    private final Executor pipelineExecutor;

    /** @param pipelineExecutor continues the call */
    ReadPicture(Executor pipelineExecutor) {
        this.pipelineExecutor = pipelineExecutor;
        decoder.allowCoreThreadTimeOut(true);
    }

    /** The JPEG that the step has made of the body. */
    static byte[] picture(Exchange exchange) {
        byte[] picture = exchange.getProperty(PICTURE, byte[].class);
        if (picture == null) {
            throw new IllegalStateException("this route needs the step 'readPicture' before this one");
        }
        return picture;
    }

    @Override
    protected CompletableFuture<byte[]> begin(Exchange exchange) {
        AsyncBody body = exchange.getProperty(CallContext.BODY, AsyncBody.class);
        if (body == null) {
            throw GroupPicture.wrong("is missing; must be: a JPEG or PNG picture");
        }
        String organization = CallContext.call(exchange).organization();
        return body.read(GroupPicture.MAX_BYTES).thenCompose(bytes -> decode(organization, bytes, format(body)));
    }

    private CompletableFuture<byte[]> decode(String organization, byte[] bytes, String format) {
        if (!places.tryTake(organization)) {
            throw UnavailableException.pictures();
        }
        return CompletableFuture.supplyAsync(() -> GroupPicture.of(bytes, format), decoder)
                .whenComplete((picture, failure) -> places.release(organization))
                .whenCompleteAsync((picture, failure) -> {}, pipelineExecutor);
    }

    /** The name of the format by the Content-Type: jpeg or png. */
    private static String format(AsyncBody body) {
        String encoding = body.contentEncoding();
        boolean isPlain = encoding == null || encoding.isBlank() || encoding.equalsIgnoreCase("identity");
        try {
            MediaType type = body.contentType() == null ? null : MediaType.parseMediaType(body.contentType());
            if (isPlain && type != null && TYPES.stream().anyMatch(type::equalsTypeAndSubtype)) {
                return type.getSubtype();
            }
        } catch (InvalidMediaTypeException e) {
            throw InvalidRequestException.notAPicture();
        }
        throw InvalidRequestException.notAPicture();
    }

    @Override
    protected void complete(Exchange exchange, byte[] picture) {
        exchange.setProperty(PICTURE, picture);
    }

    @Override
    public void close() {
        decoder.shutdown();
    }
}
