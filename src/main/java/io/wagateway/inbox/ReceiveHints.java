package io.wagateway.inbox;

import io.wagateway.engine.EngineClient;
import io.wagateway.engine.EngineEntry;
import io.wagateway.error.NotFoundException;
import io.wagateway.error.UnauthorizedException;
import io.wagateway.pipeline.AsyncBody;
import io.wagateway.pipeline.AsyncStep;
import io.wagateway.pipeline.CallContext;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.Exchange;

/**
 * Step {@code receiveHints}: takes an engine's webhook. 404 if the entry has no inbox, 413 if the body is larger than 1 MiB,
 * 401 if it is not signed with the entry's inbox-secret. What it says is followed later.
 */
final class ReceiveHints extends AsyncStep<byte[]> {
    private static final int MAX_BYTES = 1024 * 1024;

    private final EngineClient engines;
    private final HintReader reader;
    private final Map<String, InboxSignature> signatures = new ConcurrentHashMap<>();

    ReceiveHints(EngineClient engines, HintReader reader) {
        this.engines = engines;
        this.reader = reader;
    }

    @Override
    protected CompletableFuture<byte[]> begin(Exchange exchange) {
        if (secret(entry(exchange)).isEmpty()) {
            throw new NotFoundException("there is nothing at this path");
        }
        AsyncBody body = body(exchange);
        return body == null ? CompletableFuture.completedFuture(new byte[0]) : body.read(MAX_BYTES);
    }

    @Override
    protected void complete(Exchange exchange, byte[] bytes) {
        String entry = entry(exchange);
        InboxSignature signature = signatures.computeIfAbsent(
                entry, name -> InboxSignature.of(engines.inboxSignature(name).orElseThrow()));
        String given = CallContext.header(exchange, signature.header());
        if (!signature.matches(given, bytes, secret(entry).orElseThrow())) {
            throw new UnauthorizedException("the signature is missing or wrong", given != null);
        }
        if (bytes.length > 0) {
            reader.accept(entry, body(exchange).contentType(), bytes);
        }
    }

    private static String entry(Exchange exchange) {
        return CallContext.parameter(exchange, "entry");
    }

    private static AsyncBody body(Exchange exchange) {
        return exchange.getProperty(CallContext.BODY, AsyncBody.class);
    }

    /** Empty if the entry has no inbox. */
    private Optional<String> secret(String entry) {
        return Optional.ofNullable(engines.entries().get(entry))
                .filter(EngineEntry::hasInbox)
                .map(EngineEntry::inboxSecret)
                .filter(secret -> engines.inboxSignature(entry).isPresent());
    }
}
