package io.wagateway.engine;

import io.micrometer.core.instrument.MeterRegistry;
import io.wagateway.error.DomainException;
import io.wagateway.error.ErrorCode;
import io.wagateway.error.NotImplementedException;
import io.wagateway.error.UnavailableException;
import io.wagateway.pipeline.AsyncStep;
import io.wagateway.pipeline.CallContext;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import org.apache.camel.CamelContext;

/** Asks engine routes, by the name of an entry of {@code gateway.engines}. Holds no thread while one thinks. */
public final class EngineClient {
    /** The route that calls an engine's route by two exchange properties: {@code routes/engines/shared.camel.yaml}. */
    public static final String DOOR = "direct:ask-engine";

    /** Exchange property, Long: the {@link System#nanoTime()} at which nobody waits for the engine's answer any more. */
    public static final String DEADLINE = "engineDeadline";

    private final Map<String, EngineEntry> entries;
    private final Executor executor;
    private final EngineMetrics metrics;
    private final RateLimitBackoff holds;
    private final RefusalTranslator refusals;
    private final Map<String, EngineGuard> guards = new HashMap<>();
    private final EngineRouteInvoker door;

    /** @param executor where a call goes on after an engine has answered */
    public EngineClient(
            CamelContext context, Map<String, EngineEntry> entries, Executor executor, MeterRegistry registry) {
        this(context, entries, executor, registry, System::nanoTime);
    }

    /** @param nanoTime what holds and circuits measure their time with */
    EngineClient(
            CamelContext context,
            Map<String, EngineEntry> entries,
            Executor executor,
            MeterRegistry registry,
            LongSupplier nanoTime) {
        this.entries = entries;
        this.executor = executor;
        this.metrics = new EngineMetrics(registry);
        this.holds = new RateLimitBackoff(metrics, nanoTime);
        this.refusals = new RefusalTranslator(entries, nanoTime);
        this.door = new EngineRouteInvoker(context);
        entries.forEach((name, entry) -> guards.put(name, new EngineGuard(name, entry, metrics, nanoTime)));
    }

    /** By name, as configured. */
    public Map<String, EngineEntry> entries() {
        return entries;
    }

    /** Whether the engine's kind has a route for it; only a question that may be missing need be looked for. */
    public boolean offers(String entry, EngineOperation operation) {
        return door.leadsTo(entry, operation);
    }

    /**
     * Refuses what the engine's kind has no route for.
     *
     * @param operationId for the caller
     * @throws NotImplementedException 501
     */
    public void require(String entry, EngineOperation operation, String operationId) {
        EngineEntry configured = entries.get(entry);
        if (configured != null && !offers(entry, operation)) {
            throw NotImplementedException.byEngine(configured.kind(), operationId);
        }
    }

    /**
     * Whether each session of the entry names an account of its own, as its kind declares: the route of {@code
     * status} is made with the parameter {@code accounts} being {@code many}. Else the entry itself is one account.
     */
    public boolean hasManyAccounts(String entry) {
        return door.declares(entry, EngineOperation.STATUS, "accounts", "many");
    }

    /**
     * Whether an account may be found there by its JID, too, or without any name where it is the only one. The simulator
     * knows each by one name.
     */
    public boolean hasOtherNames(String entry) {
        return hasManyAccounts(entry) && !"simulator".equals(entries.get(entry).kind());
    }

    /** The entries that lead to the same accounts, this one being one of them. */
    public List<String> sameAccounts(String entry) {
        EngineEntry one = entries.get(entry);
        boolean many = hasManyAccounts(entry);
        return entries.entrySet().stream()
                .filter(other -> other.getKey().equals(entry) || one.reachesSame(other.getValue(), many))
                .map(Map.Entry::getKey)
                .sorted()
                .toList();
    }

    /** One for each entry. */
    Map<String, EngineGuard> guards() {
        return guards;
    }

    /**
     * Asks one engine one thing; or does not, where it is known to be down, has too many calls waiting, or would refuse
     * this session for its rate.
     *
     * @param requestId for log lines
     * @param entry the session's engine
     * @param question what {@link io.wagateway.engine} names for the operation, without {@code timeoutMs}
     * @return the answer, within the entry's time-out; or a {@link DomainException}: what the engine refused, or how it
     *     failed, or why it was not asked
     */
    public CompletableFuture<Map<String, Object>> ask(
            String requestId, String entry, EngineOperation operation, Map<String, Object> question) {
        EngineGuard guard = guards.get(entry);
        if (guard == null) {
            return CompletableFuture.failedFuture(
                    UnavailableException.engine("the session's engine is not configured"));
        }
        EngineRequest call = new EngineRequest(requestId, entry, operation, question);
        EngineGuard.Permit permit;
        try {
            holds.check(call);
            permit = guard.enter();
        } catch (UnavailableException notNow) {
            return CompletableFuture.failedFuture(notNow);
        }
        long started = System.nanoTime();
        CompletableFuture<Map<String, Object>> heard = door.ask(
                        call, guard.engine().timeout())
                .whenComplete((answer, failure) -> permit.end(
                        failure != null
                                ? failure
                                : RefusalTranslator.absence(answer).orElse(null)));
        return onOurThreads(call, heard)
                .handle((answer, failure) -> judged(call, answer, failure))
                .whenComplete((answer, failure) -> metrics.asked(call, failure, System.nanoTime() - started));
    }

    /**
     * Not with the engine's thread, nor with the one that notices time-outs: it is the same for the whole process. Where
     * our threads take no more, the call ends as 503, and those threads do no more than to say so.
     */
    private CompletableFuture<Map<String, Object>> onOurThreads(
            EngineRequest call, CompletableFuture<Map<String, Object>> heard) {
        return heard.isDone()
                ? heard
                : heard.whenCompleteAsync(
                        (answer, failure) -> {},
                        task -> executor.execute(() -> CallContext.logged(call.requestId(), task)));
    }

    /** The answer, unless it is a refusal or there is none. */
    private Map<String, Object> judged(EngineRequest call, Map<String, Object> answer, Throwable failure) {
        try {
            if (failure != null) {
                Throwable thrown = AsyncStep.cause(failure);
                DomainException told = EngineFailures.of(thrown);
                EngineFailures.log(call, thrown, told);
                throw told;
            }
            return refusals.orAnswer(call, answer);
        } catch (UnavailableException notNow) {
            if (notNow.code() == ErrorCode.RATE_LIMITED) {
                holds.begin(call, notNow.retryAfter());
            }
            throw notNow;
        }
    }
}
