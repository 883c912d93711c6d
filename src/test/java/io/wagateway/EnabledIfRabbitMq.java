package io.wagateway;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Skips tests on a machine without RabbitMQ, which is no Maven artifact. If the environment variable {@code
 * RABBITMQ_REQUIRED} is set, they run, and fail there.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(EnabledIfRabbitMq.Condition.class)
public @interface EnabledIfRabbitMq {
    /** Looks for the server of Debian's package. */
    final class Condition implements ExecutionCondition {
        @Override
        public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
            return isEnabled()
                    ? ConditionEvaluationResult.enabled("RabbitMQ is there, or required")
                    : ConditionEvaluationResult.disabled("no RabbitMQ: apt-get install rabbitmq-server");
        }

        static boolean isEnabled() {
            return System.getenv("RABBITMQ_REQUIRED") != null
                    || RabbitMqServer.home().isPresent();
        }
    }
}
