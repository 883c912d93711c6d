package io.wagateway;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.Uuid;
import org.awaitility.Awaitility;

/** A broker in a virtual machine of its own, on a port below the ephemeral range; what it has stored outlives it. */
final class BrokerProcess {
    private final Path log;
    private final int port;
    private final String[] command;
    private Process running;

    private BrokerProcess(Path log, int port, String... command) {
        this.log = log;
        this.port = port;
        this.command = command;
        // If the tests themselves are killed.
        Runtime.getRuntime().addShutdownHook(new Thread(this::kill));
    }

    static BrokerProcess artemis(Path folder, int port) {
        return new BrokerProcess(
                folder.resolve("artemis.log"),
                port,
                AmqpServer.class.getName(),
                folder.resolve("artemis").toString(),
                String.valueOf(port));
    }

    /** One node, which is its own controller on the next port. */
    static BrokerProcess kafka(Path folder, int port) throws IOException {
        Path properties = folder.resolve("kafka.properties");
        Files.writeString(properties, """
                process.roles=broker,controller
                node.id=1
                listeners=BROKER://127.0.0.1:%d,CONTROLLER://127.0.0.1:%d
                advertised.listeners=BROKER://127.0.0.1:%d
                listener.security.protocol.map=BROKER:PLAINTEXT,CONTROLLER:PLAINTEXT
                inter.broker.listener.name=BROKER
                controller.listener.names=CONTROLLER
                controller.quorum.voters=1@127.0.0.1:%d
                log.dirs=%s
                num.partitions=4
                offsets.topic.num.partitions=1
                offsets.topic.replication.factor=1
                transaction.state.log.num.partitions=1
                transaction.state.log.replication.factor=1
                transaction.state.log.min.isr=1
                group.initial.rebalance.delay.ms=0
                """.formatted(port, port + 1, port, port + 1, folder.resolve("kafka")));
        Path log = folder.resolve("kafka.log");
        join(java(
                log,
                "kafka.tools.StorageTool",
                "format",
                "-t",
                Uuid.randomUuid().toString(),
                "-c",
                properties.toString()));
        return new BrokerProcess(log, port, "kafka.Kafka", properties.toString());
    }

    private static void join(Process process) throws IOException {
        int code = process.onExit().join().exitValue();
        if (code != 0) {
            throw new IOException("exit code " + code);
        }
    }

    private static Process java(Path log, String... command) throws IOException {
        List<String> whole = new ArrayList<>();
        whole.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        // Without it Logback would log everything.
        Path logging = log.resolveSibling("logback.xml");
        Files.writeString(logging, "<configuration><root level='off'/></configuration>");
        whole.addAll(List.of(
                "-Xmx512m", "-Dlogback.configurationFile=" + logging, "-cp", System.getProperty("java.class.path")));
        whole.addAll(List.of(command));
        return new ProcessBuilder(whole)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
    }

    /** Waits until it listens. */
    void start() {
        try {
            running = java(log, command);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(200))
                .ignoreExceptions()
                .until(() -> {
                    new Socket(InetAddress.getLoopbackAddress(), port).close();
                    return true;
                });
    }

    void kill() {
        if (running != null) {
            running.destroyForcibly().onExit().join();
        }
    }
}
