package io.wagateway.engine;

import io.micrometer.core.instrument.MeterRegistry;
import io.wagateway.error.DomainException;
import io.wagateway.error.ErrorCode;
import io.wagateway.error.NotImplementedException;
import io.wagateway.error.UnavailableException;
import io.wagateway.pipeline.ActiveCall;
import io.wagateway.pipeline.AsyncStep;
import io.wagateway.pipeline.CallContext;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import org.apache.camel.CamelContext;

/** Sends requests to engines, by the name of an entry of {@code gateway.engines}. No thread waits for the response. */
public final class EngineClient {
    /** The route that calls an engine's route by two exchange properties: {@code routes/engines/shared.camel.yaml}. */
    public static final String ROUTE = "direct:ask-engine";

    /**
     * Exchange property, Long: the {@link System#nanoTime()} after which the caller no longer waits for the response.
     */
    public static final String DEADLINE = "engineDeadline";

    private final Map<String, EngineEntry> entries;
    private final Executor executor;
    private final EngineMetrics metrics;
    private final RateLimitBackoff rateLimits;
    private final RefusalTranslator refusals;
    private final Map<String, EngineGuard> guards = new HashMap<>();
    private final EngineRouteInvoker invoker;

    /**
     * The client of some engines.
     *
     * @param executor runs the rest of a call after the engine has responded
     */
    public EngineClient(
            CamelContext context, Map<String, EngineEntry> entries, Executor executor, MeterRegistry registry) {
        this(context, entries, executor, registry, System::nanoTime);
    }

    /** @param nanoTime the clock of back-offs and circuits */
    EngineClient(
            CamelContext context,
            Map<String, EngineEntry> entries,
            Executor executor,
            MeterRegistry registry,
            LongSupplier nanoTime) {
        this.entries = entries;
        this.executor = executor;
        this.metrics = new EngineMetrics(registry);
        this.rateLimits = new RateLimitBackoff(metrics, nanoTime);
        this.refusals = new RefusalTranslator(entries, nanoTime);
        this.invoker = new EngineRouteInvoker(context);
        entries.forEach((name, entry) -> guards.put(name, new EngineGuard(name, entry, metrics, nanoTime)));
    }

    /** The configured entries by name. */
    public Map<String, EngineEntry> entries() {
        return entries;
    }

    /** Whether the engine's kind has a route for the operation. */
    public boolean offers(String entry, EngineOperation operation) {
        return invoker.hasRoute(entry, operation);
    }

    /**
     * Requires that the engine's kind has a route for the operation, before anything else is done for it.
     *
     * @param operationId the API operation that the error names
     * @throws NotImplementedException 501, if there is no such route
     */
    public void require(String entry, EngineOperation operation, String operationId) {
        EngineEntry configured = entries.get(entry);
        if (configured != null && !offers(entry, operation)) {
            throw NotImplementedException.byEngine(configured.kind(), operationId);
        }
    }

    /**
     * Whether each session of the entry names an account of its own. The kind declares it: its row of {@code status}
     * has the parameter {@code accounts} with the value {@code many}. Otherwise the entry itself is one account.
     */
    public boolean hasManyAccounts(String entry) {
        return invoker.declares(entry, EngineOperation.STATUS, "accounts", "many");
    }

    /**
     * Whether the engine also finds an account by its JID, or by no name if it is the only one. The simulator knows
     * each account by one name.
     */
    public boolean hasOtherNames(String entry) {
        return hasManyAccounts(entry) && !entries.get(entry).isSimulator();
    }

    /** The names of the entries with the same accounts as this one, itself included; sorted. */
    public List<String> sameAccounts(String entry) {
        EngineEntry one = entries.get(entry);
        boolean many = hasManyAccounts(entry);
        return entries.entrySet().stream()
                .filter(other -> other.getKey().equals(entry) || one.reachesSame(other.getValue(), many))
                .map(Map.Entry::getKey)
                .sorted()
                .toList();
    }

    /** How the engine signs its webhooks, as its row of {@code hints} says; empty if the kind has no such row. */
    public Optional<String> inboxSignature(String entry) {
        return Optional.ofNullable(invoker.parameter(entry, EngineOperation.HINTS, "signature"));
    }

    /**
     * What the engine's webhook hints at. The engine is not asked.
     *
     * @param webhook the body that it has sent
     * @return each {@code {session, group}}: the engine's name of the account, and a group JID; both may be missing
     */
    public List<Map<String, Object>> hints(String entry, Map<String, Object> webhook) {
        EngineRequest request = new EngineRequest(new ActiveCall("inbox"), entry, EngineOperation.HINTS, webhook);
        Map<String, Object> response =
                invoker.invoke(request, entries.get(entry).timeout()).join();
        return response.get("hints") instanceof List<?> hints
                ? hints.stream().map(EngineClient::hint).toList()
                : List.of();
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> hint(Object hint) {
        return hint instanceof Map<?, ?> map ? (Map<String, Object>) map : Map.of();
    }

    /** The guard of each entry, by the entry's name. */
    Map<String, EngineGuard> guards() {
        return guards;
    }

    /**
     * Sends one request to one engine. It is not sent if the engine's circuit is open and has admitted no other request of
     * the same call, if too many requests to the engine are in flight, if WhatsApp limits the rate of this session, or if
     * the engine's kind has no route for the operation.
     *
     * @param by the call that sends it
     * @param entry the session's engine
     * @param request what {@link io.wagateway.engine} names for the operation, without {@code timeoutMs}
     * @return the response, within the entry's time-out; or a {@link DomainException}: what the engine refused, how it
     *     failed, or why no request was sent
     */
    public CompletableFuture<Map<String, Object>> ask(
            ActiveCall by, String entry, EngineOperation operation, Map<String, Object> request) {
        EngineGuard guard = guards.get(entry);
        if (guard == null) {
            return CompletableFuture.failedFuture(
                    UnavailableException.engine("the session's engine is not configured"));
        }
        if (!offers(entry, operation)) {
            // Before the guard: that says nothing about the engine.
            return CompletableFuture.failedFuture(
                    NotImplementedException.byEngine(guard.engine().kind(), operation.wireName()));
        }
        EngineRequest call = new EngineRequest(by, entry, operation, request);
        EngineGuard.Permit permit;
        try {
            rateLimits.check(call);
            permit = guard.enter(call);
        } catch (UnavailableException notNow) {
            return CompletableFuture.failedFuture(notNow);
        }
        long started = System.nanoTime();
        CompletableFuture<Map<String, Object>> arrived = invoker.invoke(
                        call, guard.engine().timeout())
                .whenComplete((response, failure) -> permit.end(
                        failure != null
                                ? failure
                                : RefusalTranslator.unavailability(response).orElse(null)));
        return onPipelineThread(call, arrived)
                .handle((response, failure) -> responseOrThrow(call, response, failure))
                .whenComplete((response, failure) -> metrics.called(call, failure, System.nanoTime() - started));
    }

    /**
     * Leaves the thread that brought the response: an event loop, or the one timer thread of the process. If the
     * executor takes no more tasks, that thread only completes the call, as 503.
     */
    private CompletableFuture<Map<String, Object>> onPipelineThread(
            EngineRequest call, CompletableFuture<Map<String, Object>> arrived) {
        return arrived.isDone()
                ? arrived
                : arrived.whenCompleteAsync(
                        (response, failure) -> {},
                        task -> executor.execute(() -> CallContext.logged(call.requestId(), task)));
    }

    private Map<String, Object> responseOrThrow(EngineRequest call, Map<String, Object> response, Throwable failure) {
        try {
            if (failure != null) {
                Throwable thrown = AsyncStep.cause(failure);
                DomainException reported = EngineFailures.of(thrown);
                EngineFailures.log(call, thrown, reported);
                throw reported;
            }
            refusals.throwIfRefused(call, response);
            metrics.responded(call, response);
            return response;
        } catch (UnavailableException notNow) {
            if (notNow.code() == ErrorCode.RATE_LIMITED) {
                rateLimits.start(call, notNow.retryAfter());
            }
            throw notNow;
        }
    }
}
