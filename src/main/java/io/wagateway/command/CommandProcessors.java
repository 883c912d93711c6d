package io.wagateway.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.wagateway.pipeline.CallContext;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.component.jms.JmsConstants;
import org.apache.camel.component.jms.MessageListenerContainerFactory;
import org.apache.camel.component.kafka.KafkaConstants;
import org.apache.camel.component.kafka.consumer.DefaultKafkaManualSyncCommit;
import org.apache.camel.component.kafka.consumer.KafkaManualCommitFactory;
import org.apache.camel.support.DefaultMessage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The steps of commands, by the names that routes use. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(CommandProperties.class)
class CommandProcessors {
    private static final Logger LOG = LoggerFactory.getLogger("gateway.commands");

    @Bean
    CommandEndpoints commandEndpoints(CamelContext context, CommandProperties properties) {
        return new CommandEndpoints(context, properties);
    }

    @Bean
    CommandConsumer commandConsumer(CamelContext context, CommandProperties properties, MeterRegistry registry) {
        CommandConsumer consumer = new CommandConsumer(context, properties.uri() != null);
        Gauge.builder("gateway.commands.consumer.up", consumer, CommandConsumer::gauge)
                .description("Whether the gateway receives commands from the broker")
                .register(registry);
        return consumer;
    }

    @Bean
    CommandsHealthIndicator commandsHealthIndicator(CommandConsumer consumer) {
        return new CommandsHealthIndicator(consumer);
    }

    @Bean
    CommandHeaders commandHeaders() {
        return new CommandHeaders();
    }

    /**
     * The gateway's own factory: Camel's would also commit messages that a consumer has received but not ended, at its stop
     * and when its partition is reassigned.
     */
    @Bean
    KafkaManualCommitFactory commandCommits() {
        return DefaultKafkaManualSyncCommit::new;
    }

    @Bean
    MessagesInWork messagesInWork() {
        return new MessagesInWork();
    }

    @Bean
    MessageListenerContainerFactory commandListeners(MessagesInWork inWork) {
        return endpoint -> new CommandListener(endpoint, inWork);
    }

    @Bean
    Processor readCommand(CommandProperties properties, MessagesInWork inWork) {
        return new ReadCommand(new ReplyAddresses(properties.replyAddresses()), inWork);
    }

    @Bean
    Processor invokeCommand(ProducerTemplate template) {
        return new CommandInvoker(template, CommandInvoker.TIMEOUT_MILLIS);
    }

    /** Makes the message a dead deadLetter: the original body and the reason, never the token. */
    @Bean
    Processor deadLetterCommand(CommandProperties properties) {
        return exchange -> {
            CommandOutcome outcome = CommandOutcome.of(exchange);
            CallContext.logged(
                    CallContext.requestId(exchange),
                    () -> LOG.warn(
                            "A command is {}: operation={} status={} code={} message=\"{}\"",
                            properties.deadLetterUri() == null ? "dropped" : "sent to the dead letters",
                            CallContext.operationId(exchange),
                            outcome.status(),
                            outcome.code(),
                            outcome.reason()));
            Message deadLetter = message(exchange);
            deadLetter.setBody(BrokerMessage.of(exchange).deadLetterBody());
            deadLetter.setHeader("status", String.valueOf(outcome.status()));
            deadLetter.setHeader("code", outcome.code());
            deadLetter.setHeader("reason", outcome.reason());
            deadLetter.setHeader(CallContext.REQUEST_ID, CallContext.requestId(exchange));
        };
    }

    /** Makes the message the reply, and counts the command. */
    @Bean("answerCommand")
    Processor commandReply(MeterRegistry registry) {
        return exchange -> {
            String operation = exchange.getProperty(CallContext.OPERATION_ID, "none", String.class);
            int status = CommandOutcome.of(exchange).status();
            registry.counter("gateway.commands", "operation", operation, "status", String.valueOf(status))
                    .increment();
            message(exchange).setBody(json(exchange));
            if (exchange.getProperty(ReadCommand.EXCLUDED_ADDRESS, false, Boolean.class)) {
                CallContext.logged(
                        CallContext.requestId(exchange),
                        () -> LOG.warn(
                                "A reply is not sent to the reply address of its command, which is none of"
                                        + " gateway.commands.reply-addresses: operation={} status={}",
                                operation,
                                status));
            }
            Object address = exchange.getProperty(ReplyAddresses.CALLER_ADDRESS);
            if (address != null) {
                exchange.getMessage().setHeader(JmsConstants.JMS_DESTINATION, address);
            }
        };
    }

    /** Sends the reply to the configured address, as the command's own reply address does not work. */
    @Bean
    Processor forgetCallerAddress() {
        return exchange -> {
            Exception failure = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class);
            CallContext.logged(
                    CallContext.requestId(exchange),
                    () -> LOG.warn(
                            "A reply cannot be sent to the reply address of its command: operation={} failure={}",
                            CallContext.operationId(exchange),
                            failure.getClass().getSimpleName()));
            exchange.removeProperty(ReplyAddresses.CALLER_ADDRESS);
            message(exchange).setBody(json(exchange));
        };
    }

    private static String json(Exchange exchange) throws JsonProcessingException {
        CommandOutcome outcome = CommandOutcome.of(exchange);
        ObjectNode reply = CommandOutcome.JSON
                .createObjectNode()
                .put("requestId", CallContext.requestId(exchange))
                .put("operationId", CallContext.operationId(exchange))
                .put("status", outcome.status());
        if (outcome.error() != null) {
            reply.set("error", outcome.error());
        }
        return CommandOutcome.JSON.writeValueAsString(reply);
    }

    /** A new message with the correlation id and the key of the command. */
    private static Message message(Exchange exchange) {
        BrokerMessage command = BrokerMessage.of(exchange);
        Message message = new DefaultMessage(exchange);
        exchange.setMessage(message);
        message.setHeader(Exchange.CONTENT_TYPE, "application/json");
        message.setHeader(
                BrokerMessage.CORRELATION,
                command.correlation() == null ? CallContext.requestId(exchange) : command.correlation());
        if (command.key() != null) {
            message.setHeader(KafkaConstants.KEY, command.key());
        }
        return message;
    }

    /** Commits the offset on Kafka; other brokers get their acknowledgement when the route ends. */
    @Bean
    Processor acknowledgeCommand() {
        return exchange -> BrokerMessage.of(exchange).acknowledge();
    }
}
