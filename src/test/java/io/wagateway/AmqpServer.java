package io.wagateway;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import org.apache.activemq.artemis.core.config.Configuration;
import org.apache.activemq.artemis.core.config.impl.ConfigurationImpl;
import org.apache.activemq.artemis.core.server.JournalType;
import org.apache.activemq.artemis.core.server.embedded.EmbeddedActiveMQ;
import org.apache.activemq.artemis.core.settings.impl.AddressSettings;

/** A real Artemis that speaks AMQP 1.0, on one port for its life; what is stored outlives a restart. */
public final class AmqpServer implements AutoCloseable {
    /** Where names begin with it there is no queue, and none is made. */
    public static final String CLOSED = "closed.";

    private final int port;
    private final Path folder;
    private EmbeddedActiveMQ running;

    public AmqpServer(Path folder) throws Exception {
        this(folder, free());
    }

    private AmqpServer(Path folder, int port) throws Exception {
        this.port = port;
        this.folder = folder;
        start();
    }

    private static int free() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 0, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        }
    }

    /** As a process of its own: the folder and the port. It ends when it is killed. */
    public static void main(String[] arguments) throws Exception {
        new AmqpServer(Path.of(arguments[0]), Integer.parseInt(arguments[1]));
    }

    public void start() throws Exception {
        Configuration configuration = new ConfigurationImpl()
                .setPersistenceEnabled(true)
                .setJournalType(JournalType.NIO)
                .setJournalFileSize(1 << 20)
                .setJournalMinFiles(2)
                .setJournalDirectory(folder.resolve("journal").toString())
                .setBindingsDirectory(folder.resolve("bindings").toString())
                .setLargeMessagesDirectory(folder.resolve("large").toString())
                .setPagingDirectory(folder.resolve("paging").toString())
                .setSecurityEnabled(false)
                .setJMXManagementEnabled(false)
                .addAddressSetting(
                        "#",
                        new AddressSettings()
                                .setDefaultAddressRoutingType(org.apache.activemq.artemis.api.core.RoutingType.ANYCAST))
                .addAddressSetting(
                        CLOSED + "#",
                        new AddressSettings().setAutoCreateAddresses(false).setAutoCreateQueues(false))
                .addAcceptorConfiguration("amqp", "tcp://127.0.0.1:" + port + "?protocols=AMQP");
        running = new EmbeddedActiveMQ().setConfiguration(configuration);
        running.start();
    }

    public void stop() throws Exception {
        running.stop();
    }

    public String url() {
        return "amqp://127.0.0.1:" + port;
    }

    @Override
    public void close() throws IOException {
        try {
            stop();
        } catch (Exception e) {
            throw new IOException(e);
        }
    }
}
