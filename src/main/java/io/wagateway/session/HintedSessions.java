package io.wagateway.session;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.wagateway.engine.EngineClient;
import io.wagateway.engine.HintedReads;
import io.wagateway.pipeline.ActiveCall;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.springframework.stereotype.Component;

/** Finds the sessions that engines speak of, and reads the status of those that an engine says have another one. */
@Component
public final class HintedSessions {
    private static final String REQUEST_ID = "hint";
    private static final int MAX_NAMES = 10_000;

    /** One account seldom has more. */
    private static final int MAX_SESSIONS = 10;

    private record Name(String entry, String name) {}

    private final EngineClient engines;
    private final SessionStore store;
    private final SessionStatusService statusService;
    private final Executor executor;
    private final HintedReads<String> reads = new HintedReads<>(this::read, System::nanoTime);

    /** Also names that no session has, so that a flood of them costs no queries. */
    private final Cache<Name, List<Session>> byName = Caffeine.newBuilder()
            .maximumSize(MAX_NAMES)
            .expireAfterWrite(Duration.ofSeconds(2))
            .build();

    HintedSessions(
            EngineClient engines, SessionStore store, SessionStatusService statusService, Executor pipelineExecutor) {
        this.engines = engines;
        this.store = store;
        this.statusService = statusService;
        this.executor = pipelineExecutor;
    }

    /**
     * The sessions of an account.
     *
     * @param entry of {@code gateway.engines}
     * @param name the engine's name of the account, or its JID; null: the engine has one account only
     */
    public List<Session> find(String entry, String name) {
        if (name == null && engines.hasManyAccounts(entry)) {
            return List.of();
        }
        return byName.get(new Name(entry, name), key -> store.hinted(entry, name, MAX_SESSIONS));
    }

    /** Reads the session's status soon. */
    public void hint(Session session) {
        reads.hint(session.organizationId(), session.id());
    }

    private CompletableFuture<?> read(String organization, String id) {
        return CompletableFuture.supplyAsync(() -> store.find(id), executor)
                .thenCompose(session -> session.isEmpty()
                        ? CompletableFuture.completedFuture(null)
                        : statusService.readAgain(new ActiveCall(REQUEST_ID, organization), session.get()));
    }
}
