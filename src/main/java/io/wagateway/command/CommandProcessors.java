package io.wagateway.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.micrometer.core.instrument.MeterRegistry;
import io.wagateway.pipeline.CallContext;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.component.jms.JmsConstants;
import org.apache.camel.component.kafka.KafkaConstants;
import org.apache.camel.component.kafka.consumer.DefaultKafkaManualSyncCommit;
import org.apache.camel.component.kafka.consumer.KafkaManualCommitFactory;
import org.apache.camel.support.DefaultMessage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The steps of commands, by the names that routes give them. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(CommandProperties.class)
class CommandProcessors {
    private static final Logger LOG = LoggerFactory.getLogger("gateway.commands");

    @Bean
    CommandEndpoints commandEndpoints(CamelContext context, CommandProperties properties) {
        return new CommandEndpoints(context, properties);
    }

    @Bean
    CommandHeaders commandHeaders() {
        return new CommandHeaders();
    }

    /**
     * A factory of our own, as Camel's would also commit what a consumer has seen and not ended: at its stop, and when
     * its partition goes to another.
     */
    @Bean
    KafkaManualCommitFactory commandCommits() {
        return DefaultKafkaManualSyncCommit::new;
    }

    @Bean
    Processor readCommand() {
        return new ReadCommand();
    }

    @Bean
    Processor invokeCommand(ProducerTemplate template) {
        return new CommandInvoker(template, CommandInvoker.MILLIS_TO_ANSWER);
    }

    /** Makes the message a dead letter: its body as it came, and why; never the token. */
    @Bean
    Processor deadLetterCommand(CommandProperties properties) {
        return exchange -> {
            CommandOutcome outcome = CommandOutcome.of(exchange);
            CallContext.logged(
                    CallContext.requestId(exchange),
                    () -> LOG.warn(
                            "a command {}: operation={} status={} code={} message=\"{}\"",
                            properties.deadLetterUri() == null ? "is dropped" : "goes to the dead letters",
                            CallContext.operationId(exchange),
                            outcome.status(),
                            outcome.code(),
                            outcome.reason()));
            Message letter = message(exchange);
            letter.setBody(BrokerMessage.of(exchange).kept());
            letter.setHeader("status", String.valueOf(outcome.status()));
            letter.setHeader("code", outcome.code());
            letter.setHeader("reason", outcome.reason());
            letter.setHeader(CallContext.REQUEST_ID, CallContext.requestId(exchange));
        };
    }

    /** Makes the message the answer, and counts it. */
    @Bean
    Processor answerCommand(MeterRegistry registry) {
        return exchange -> {
            String operation = exchange.getProperty(CallContext.OPERATION_ID, "none", String.class);
            int status = CommandOutcome.of(exchange).status();
            registry.counter("gateway.commands", "operation", operation, "status", String.valueOf(status))
                    .increment();
            message(exchange).setBody(json(exchange));
            Object address = exchange.getProperty(ReadCommand.CALLER_ADDRESS);
            if (address != null) {
                exchange.getMessage().setHeader(JmsConstants.JMS_DESTINATION, address);
            }
        };
    }

    /** The answer goes to the address of all answers: to the command's own one it cannot be sent. */
    @Bean
    Processor forgetCallerAddress() {
        return exchange -> {
            Exception failure = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class);
            CallContext.logged(
                    CallContext.requestId(exchange),
                    () -> LOG.warn(
                            "an answer cannot be sent to the address that its command names: operation={} failure={}",
                            CallContext.operationId(exchange),
                            failure.getClass().getSimpleName()));
            exchange.removeProperty(ReadCommand.CALLER_ADDRESS);
            message(exchange).setBody(json(exchange));
        };
    }

    private static String json(Exchange exchange) throws JsonProcessingException {
        CommandOutcome outcome = CommandOutcome.of(exchange);
        ObjectNode answer = CommandOutcome.JSON
                .createObjectNode()
                .put("requestId", CallContext.requestId(exchange))
                .put("operationId", CallContext.operationId(exchange))
                .put("status", outcome.status());
        if (outcome.error() != null) {
            answer.set("error", outcome.error());
        }
        return CommandOutcome.JSON.writeValueAsString(answer);
    }

    /** A new one, with what makes it known to whoever sent the command. */
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

    /** Tells Kafka that the message is done with; other brokers are told when the route has ended. */
    @Bean
    Processor acknowledgeCommand() {
        return exchange -> BrokerMessage.of(exchange).acknowledge();
    }
}
