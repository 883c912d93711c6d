package io.wagateway.command;

import java.util.List;

/** Names by which a message would steer Camel or its components, were they let in. */
final class HostileHeaders {
    static final String VALUE = "hostile";

    static final List<String> NAMES = List.of(
            "CamelHttpResponseCode",
            "CAMELHttpResponseCode",
            "cAmElBeanMethodName",
            "CamelExecCommandExecutable",
            "CamelJmsDestinationName",
            "camelJMSDestinationName",
            "CAMELJMSDESTINATIONNAME",
            "CamelJmsDestination",
            "CamelHttpUri",
            "CamelFileName",
            "CamelRedeliveryDelay",
            "CamelToEndpoint",
            "org.apache.camel.x",
            "kafka.OVERRIDE_TOPIC",
            "KAFKA.override_topic",
            "CamelKafkaOverrideTopic",
            "cAMELkAFKAoVERRIDEtOPIC",
            "kafka.KEY",
            "CamelKafkaManualCommit",
            "Kafka.Override_Topic",
            "kafka.PARTITION_KEY",
            "SolrParam.q",
            "rest.x",
            "breadcrumbId",
            "x-api-key",
            "session",
            "gid",
            "jid",
            "operationId",
            "Content-Type",
            "Retry-After");

    private HostileHeaders() {}
}
