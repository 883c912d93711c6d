package io.wagateway.event.webhook;

import io.wagateway.access.Caller;
import io.wagateway.access.Capability;
import io.wagateway.database.DatabaseClock;
import io.wagateway.database.DatabaseGuard;
import io.wagateway.error.ConflictException;
import io.wagateway.error.NotFoundException;
import io.wagateway.event.delivery.DeliveryState;
import io.wagateway.event.log.Origin;
import io.wagateway.pipeline.AsyncStep;
import io.wagateway.pipeline.CallContext;
import io.wagateway.pipeline.KeptAnswer;
import io.wagateway.pipeline.Page;
import io.wagateway.pipeline.Query;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.regex.Pattern;
import org.apache.camel.AsyncProcessor;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;

/** The steps of the operations on webhooks; routes refer to a step by its bean name. */
@Configuration(proxyBeanMethods = false)
class WebhookProcessors {
    /** Fields of a change that show its caller no events. */
    private static final Set<String> SHOWS_NO_MORE = Set.of("active", "retryPolicy");

    private static final Logger LOG = LoggerFactory.getLogger(WebhookProcessors.class);
    private static final int CREATED = 201;
    private static final Pattern EVENT_ID = Pattern.compile("evt_[0-9A-Z]{26}");

    /** Sets the requested page of the organisation's webhooks as the body. */
    @Bean
    Processor listWebhooks(Webhooks webhooks) {
        return exchange -> {
            Page page = Page.of(exchange);
            Caller caller = Caller.of(exchange);
            exchange.getMessage()
                    .setBody(page.rows(
                            webhooks.list(caller, page.after(), page.limitAndOne()).stream()
                                    .map(webhook -> webhooks.response(webhook, caller))
                                    .toList(),
                            WebhookResponse::id));
        };
    }

    /** 404 if the webhook that the path names does not exist or belongs to another organisation. */
    @Bean
    Processor findWebhook(Webhooks webhooks) {
        return exchange -> find(exchange, webhooks);
    }

    private static Webhook find(Exchange exchange, Webhooks webhooks) {
        return webhooks.require(CallContext.parameter(exchange, "id"), Caller.of(exchange));
    }

    /** Sets the webhook that the path names as the body; 404. */
    @Bean
    Processor getWebhook(Webhooks webhooks) {
        return exchange ->
                exchange.getMessage().setBody(webhooks.response(find(exchange, webhooks), Caller.of(exchange)));
    }

    /**
     * 400 if the URL, the session, the events or the headers in the body are invalid; 403 if the webhook would show a
     * caller events of groups that the caller may not read: those that it subscribes to, did before the change, or has
     * deliveries of.
     */
    @Bean
    AsyncProcessor checkWebhook(
            Webhooks webhooks,
            DeliveryList deliveries,
            WebhookInput rules,
            @Lazy HostLookup hosts,
            AddressPolicy addresses,
            ExecutorService pipelineExecutor) {
        ReceiverCheck receivers = new ReceiverCheck(hosts, addresses, pipelineExecutor);
        return AsyncStep.of(exchange -> {
            Map<String, Object> input = CallContext.input(exchange);
            if (showsGroups(exchange, webhooks, deliveries, input)) {
                Caller.of(exchange).require(Capability.READ);
            }
            rules.check(Caller.of(exchange), input);
            String url = (String) input.get("url");
            return url == null ? CompletableFuture.completedFuture(null) : receivers.check(url);
        });
    }

    private static boolean showsGroups(
            Exchange exchange, Webhooks webhooks, DeliveryList deliveries, Map<String, Object> input) {
        boolean isNew = CallContext.parameter(exchange, "id").isEmpty();
        if (isNew) {
            return isAnyOfGroups(input.get("events") instanceof List<?> named ? named : List.of(Webhook.ALL));
        }
        if (SHOWS_NO_MORE.containsAll(input.keySet())) {
            return false;
        }
        Webhook before = find(exchange, webhooks);
        // Its deliveries can be sent again, to the URL and with the secret that the change sets.
        return (input.get("events") instanceof List<?> named && isAnyOfGroups(named))
                || isAnyOfGroups(before.events())
                || deliveries.hasAnyOfGroups(before.id());
    }

    private static boolean isAnyOfGroups(List<?> events) {
        return events.stream().anyMatch(Webhook::isOfGroups);
    }

    /** Creates the webhook that the body describes and sets it as the body; 409 if there are too many. */
    @Bean
    Processor createWebhook(Webhooks webhooks) {
        return exchange -> {
            Caller caller = Caller.of(exchange);
            Webhook created = webhooks.create(caller, CallContext.input(exchange), webhook -> KeptAnswer.of(exchange)
                    .ifPresent(answer -> answer.keep(CREATED, webhooks.response(webhook, caller))));
            exchange.getMessage().setBody(webhooks.response(created, caller));
        };
    }

    /** Changes the fields that the body contains and sets the webhook as the body; 404. */
    @Bean
    Processor updateWebhook(Webhooks webhooks) {
        return exchange -> {
            Caller caller = Caller.of(exchange);
            Webhook updated =
                    webhooks.update(CallContext.parameter(exchange, "id"), caller, CallContext.input(exchange));
            exchange.getMessage().setBody(webhooks.response(updated, caller));
        };
    }

    /** Deletes the webhook and its deliveries; 404. */
    @Bean
    Processor deleteWebhook(Webhooks webhooks) {
        return exchange -> webhooks.delete(CallContext.parameter(exchange, "id"), Caller.of(exchange));
    }

    /** Sets the requested page of the webhook's deliveries as the body; 400, 404. */
    @Bean
    Processor listWebhookDeliveries(Webhooks webhooks, DeliveryList deliveries) {
        return exchange -> {
            Page page = Page.of(exchange);
            DeliveryState state = state(exchange);
            Webhook webhook = find(exchange, webhooks);
            exchange.getMessage()
                    .setBody(page.rows(
                            deliveries.list(
                                    webhook.id(),
                                    Caller.of(exchange).scope(),
                                    state,
                                    page.afterNumber(),
                                    page.limitAndOne()),
                            DeliveryResponse::position));
        };
    }

    /** Null if the query does not ask for one. */
    private static DeliveryState state(Exchange exchange) {
        String state = Query.of(exchange).text("state");
        return state == null
                ? null
                : DeliveryState.of(state)
                        .orElseThrow(() -> Query.wrong("state", "must be: pending, delivered or dead"));
    }

    /** Sends one delivery again; 404, 409. */
    @Bean
    Processor replayWebhookDelivery(Webhooks webhooks, DeliveryReplay replay, DispatcherLifecycle lifecycle) {
        return exchange -> {
            Webhook webhook = active(exchange, webhooks);
            String event = CallContext.parameter(exchange, "event");
            boolean replayed = Optional.of(event)
                    .filter(id -> EVENT_ID.matcher(id).matches())
                    .flatMap(id ->
                            replay.replay(webhook.id(), Caller.of(exchange).scope(), id))
                    .orElseThrow(() -> new NotFoundException("delivery not found"));
            if (!replayed) {
                throw new ConflictException("the delivery is pending already");
            }
            lifecycle.dispatcher().dispatch(Set.of(new WaitingWebhook(webhook.id(), webhook.organization())));
        };
    }

    /** Sends all dead deliveries again and sets their number as the body; 404, 409. */
    @Bean
    Processor replayDeadWebhookDeliveries(Webhooks webhooks, DeliveryReplay replay, DispatcherLifecycle lifecycle) {
        return exchange -> {
            Webhook webhook = active(exchange, webhooks);
            int replayed = replay.replayDead(webhook.id(), Caller.of(exchange).scope());
            lifecycle.dispatcher().dispatch(Set.of(new WaitingWebhook(webhook.id(), webhook.organization())));
            exchange.getMessage().setBody(Map.of("replayed", replayed));
        };
    }

    private static Webhook active(Exchange exchange, Webhooks webhooks) {
        Webhook webhook = find(exchange, webhooks);
        if (!webhook.active()) {
            throw new ConflictException(
                    "the webhook is inactive: make it active first", Map.of("active", "must be: true, by a PATCH"));
        }
        return webhook;
    }

    /** Sends a test event to the webhook, also if it is inactive, and sets what came of it as the body; 404, 429. */
    @Bean
    AsyncProcessor testWebhook(Webhooks webhooks, TestDelivery test) {
        return AsyncStep.of(
                exchange -> {
                    Webhook webhook = find(exchange, webhooks);
                    return test.send(
                            webhook,
                            new Origin(
                                    webhook.organization(),
                                    webhook.sessionId(),
                                    Caller.of(exchange).actor(),
                                    CallContext.call(exchange),
                                    CallContext.operationId(exchange)));
                },
                (exchange, result) -> exchange.getMessage().setBody(result));
    }

    /** Sends due deliveries. */
    @Bean
    Processor deliverWebhooks(DispatcherLifecycle lifecycle) {
        return exchange -> lifecycle.dispatcher().poll();
    }

    /** Makes the oldest pending deliveries of organisations dead that have too many. */
    @Bean
    Processor limitPendingDeliveries(PendingLimit limit) {
        DatabaseGuard guard = new DatabaseGuard(LOG, "Pending deliveries are not limited", () -> true);
        return exchange -> guard.run(limit::enforce);
    }

    /** Deletes idle queues, and queues and deliveries of deleted webhooks. */
    @Bean
    Processor sweepWebhookQueues(QueueCleanup cleanup) {
        return exchange -> cleanup.sweep();
    }

    /** Erases the secrets that no longer sign. */
    @Bean
    Processor eraseRetiredSecrets(WebhookStore store, DatabaseClock clock) {
        DatabaseGuard guard =
                new DatabaseGuard(LOG, "Secrets of webhooks that were replaced are not erased", () -> true);
        return exchange -> guard.run(() -> store.eraseRetiredSecrets(clock.getAsLong()));
    }
}
