package io.wagateway.event.webhook;

import io.wagateway.access.Caller;
import io.wagateway.error.ConflictException;
import io.wagateway.error.NotFoundException;
import io.wagateway.pipeline.AsyncStep;
import io.wagateway.pipeline.CallContext;
import io.wagateway.pipeline.Page;
import io.wagateway.pipeline.Query;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.regex.Pattern;
import org.apache.camel.AsyncProcessor;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The steps of the operations on webhooks, by the names that routes give them. */
@Configuration(proxyBeanMethods = false)
class WebhookProcessors {
    private static final Pattern EVENT = Pattern.compile("evt_[0-9A-Z]{26}");
    private static final Set<String> STATES = Set.of("pending", "delivered", "dead");

    /** Leaves the part of the organisation's webhooks that was asked for as the body. */
    @Bean
    Processor listWebhooks(Webhooks webhooks) {
        return exchange -> {
            Page page = Page.of(exchange);
            exchange.getMessage()
                    .setBody(page.rows(
                            webhooks.list(Caller.of(exchange).organization(), page.after(), page.limitAndOne()).stream()
                                    .map(webhooks::answer)
                                    .toList(),
                            WebhookResponse::id));
        };
    }

    /** 404 where the webhook that the path names does not exist or is not the caller's organisation's. */
    @Bean
    Processor findWebhook(Webhooks webhooks) {
        return exchange -> find(exchange, webhooks);
    }

    private static Webhook find(Exchange exchange, Webhooks webhooks) {
        return webhooks.require(
                CallContext.parameter(exchange, "id"), Caller.of(exchange).organization());
    }

    /** Leaves the webhook that the path names as the body; 404. */
    @Bean
    Processor getWebhook(Webhooks webhooks) {
        return exchange -> exchange.getMessage().setBody(webhooks.answer(find(exchange, webhooks)));
    }

    /** 400 where what the body says of a webhook cannot be: its URL, its session, its headers. */
    @Bean
    AsyncProcessor checkWebhook(
            WebhookInput rules, HostLookup hosts, AddressPolicy addresses, ExecutorService pipelineExecutor) {
        ReceiverCheck receivers = new ReceiverCheck(hosts, addresses, pipelineExecutor);
        return AsyncStep.of(exchange -> {
            Map<String, Object> input = CallContext.input(exchange);
            rules.check(Caller.of(exchange).organization(), input);
            String url = (String) input.get("url");
            return url == null ? CompletableFuture.completedFuture(null) : receivers.check(url);
        });
    }

    /** Makes the webhook that the body describes, and leaves it as the body; 409 where there are too many. */
    @Bean
    Processor createWebhook(Webhooks webhooks) {
        return exchange -> exchange.getMessage()
                .setBody(webhooks.answer(
                        webhooks.create(Caller.of(exchange).organization(), CallContext.input(exchange))));
    }

    /** Changes what the body says and leaves the webhook as the body; 404. */
    @Bean
    Processor updateWebhook(Webhooks webhooks) {
        return exchange -> exchange.getMessage()
                .setBody(webhooks.answer(webhooks.update(
                        CallContext.parameter(exchange, "id"),
                        Caller.of(exchange).organization(),
                        CallContext.input(exchange))));
    }

    /** Forgets the webhook and its deliveries; 404. */
    @Bean
    Processor deleteWebhook(Webhooks webhooks) {
        return exchange -> webhooks.delete(
                CallContext.parameter(exchange, "id"), Caller.of(exchange).organization());
    }

    /** Leaves the part of the webhook's deliveries that was asked for as the body; 400, 404. */
    @Bean
    Processor listWebhookDeliveries(Webhooks webhooks, DeliveryList deliveries) {
        return exchange -> {
            Page page = Page.of(exchange);
            String state = Query.of(exchange).text("state");
            if (state != null && !STATES.contains(state)) {
                throw Query.wrong("state", "must be: pending, delivered or dead");
            }
            Webhook webhook = find(exchange, webhooks);
            exchange.getMessage()
                    .setBody(page.rows(
                            deliveries.list(webhook.id(), state, page.afterNumber(), page.limitAndOne()),
                            Delivery::position));
        };
    }

    /** Has one delivery sent again; 404, 409. */
    @Bean
    Processor replayWebhookDelivery(Webhooks webhooks, WebhookQueueStore queueStore, DispatcherLifecycle delivering) {
        return exchange -> {
            Webhook webhook = active(exchange, webhooks);
            String event = CallContext.parameter(exchange, "event");
            boolean replayed = Optional.of(event)
                    .filter(id -> EVENT.matcher(id).matches())
                    .flatMap(id -> queueStore.replay(webhook.id(), id))
                    .orElseThrow(() -> new NotFoundException("delivery not found"));
            if (!replayed) {
                throw new ConflictException("the delivery is pending already");
            }
            delivering.dispatcher().serve(Set.of(new WebhookQueueStore.Waiting(webhook.id(), webhook.organization())));
        };
    }

    /** Has all that are dead sent again, and leaves how many as the body; 404, 409. */
    @Bean
    Processor replayDeadWebhookDeliveries(
            Webhooks webhooks, WebhookQueueStore queueStore, DispatcherLifecycle delivering) {
        return exchange -> {
            Webhook webhook = active(exchange, webhooks);
            int replayed = queueStore.replayDead(webhook.id());
            delivering.dispatcher().serve(Set.of(new WebhookQueueStore.Waiting(webhook.id(), webhook.organization())));
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

    /** Sends what is due. */
    @Bean
    Processor deliverWebhooks(DispatcherLifecycle delivering) {
        return exchange -> delivering.dispatcher().look();
    }

    /** Deletes what deleted webhooks and long silence have left. */
    @Bean
    Processor sweepWebhookQueues(WebhookQueueStore queueStore) {
        return exchange -> queueStore.sweep();
    }
}
