package io.wagateway;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/**
 * A real RabbitMQ of Debian's package with its plugin for AMQP 1.0, as a node of its own: not the package's service. It uses
 * the port given and the two after it, below the ephemeral range.
 */
public final class RabbitMqServer implements AutoCloseable {
    private static final Path PACKAGE = Path.of("/usr/lib/rabbitmq/lib");

    private final Path folder;
    private final int port;
    private Process running;

    public RabbitMqServer(Path folder, int port) throws IOException {
        this.folder = folder;
        this.port = port;
        // If the tests themselves are killed.
        Runtime.getRuntime().addShutdownHook(new Thread(this::kill));
        Files.writeString(folder.resolve("enabled_plugins"), "[rabbitmq_amqp1_0].");
        Files.writeString(
                folder.resolve("rabbitmq.conf"), "listeners.tcp.1 = 127.0.0.1:" + port + "\nlog.file.level = info\n");
        start();
    }

    static Optional<Path> home() {
        if (!Files.isDirectory(PACKAGE)) {
            return Optional.empty();
        }
        try (Stream<Path> versions = Files.list(PACKAGE)) {
            return versions.filter(version -> Files.isExecutable(version.resolve("sbin/rabbitmq-server")))
                    .findFirst();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public void start() throws IOException {
        Path home = home().orElseThrow(() -> new IOException("no RabbitMQ: apt-get install rabbitmq-server"));
        ProcessBuilder builder =
                new ProcessBuilder(home.resolve("sbin/rabbitmq-server").toString());
        builder.environment()
                .putAll(Map.ofEntries(
                        Map.entry("HOME", folder.toString()),
                        Map.entry("RABBITMQ_NODENAME", "gateway-" + port + "@localhost"),
                        Map.entry("RABBITMQ_DIST_PORT", String.valueOf(port + 1)),
                        Map.entry("ERL_EPMD_PORT", String.valueOf(port + 2)),
                        Map.entry("ERL_EPMD_ADDRESS", "127.0.0.1"),
                        Map.entry("RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS", "-kernel inet_dist_use_interface {127,0,0,1}"),
                        Map.entry("RABBITMQ_MNESIA_BASE", folder.resolve("data").toString()),
                        Map.entry("RABBITMQ_LOG_BASE", folder.resolve("log").toString()),
                        Map.entry("RABBITMQ_CONF_ENV_FILE", "/dev/null"),
                        Map.entry(
                                "RABBITMQ_CONFIG_FILE",
                                folder.resolve("rabbitmq.conf").toString()),
                        Map.entry(
                                "RABBITMQ_ENABLED_PLUGINS_FILE",
                                folder.resolve("enabled_plugins").toString())));
        running = builder.directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        folder.resolve("console.log").toFile()))
                .start();
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(200))
                .ignoreExceptionsInstanceOf(IOException.class)
                .until(() -> {
                    if (!running.isAlive()) {
                        throw new AssertionError("RabbitMQ has ended: see " + folder.resolve("console.log"));
                    }
                    connect().close();
                    return true;
                });
    }

    /** Without a word to anybody. */
    public void kill() {
        if (running == null) {
            return;
        }
        List<ProcessHandle> all = Stream.concat(running.descendants(), Stream.of(running.toHandle()))
                .toList();
        all.forEach(ProcessHandle::destroyForcibly);
        all.forEach(each -> each.onExit().join());
    }

    /** By AMQP 0-9-1. */
    public Connection connect() throws IOException, TimeoutException {
        ConnectionFactory factory = new ConnectionFactory();
        factory.setHost("127.0.0.1");
        factory.setPort(port);
        return factory.newConnection();
    }

    /** Durable queues. */
    public void declare(String... queues) throws IOException, TimeoutException {
        try (Connection connection = connect();
                Channel channel = connection.createChannel()) {
            for (String queue : queues) {
                channel.queueDeclare(queue, true, false, false, null);
            }
        }
    }

    public String url() {
        return "amqp://127.0.0.1:" + port;
    }

    @Override
    public void close() throws IOException {
        kill();
        // Erlang's name server outlives the node.
        new ProcessBuilder("epmd", "-port", String.valueOf(port + 2), "-kill")
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
    }
}
