package io.wagateway;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;

/** The packaged jar, as a process of its own in a folder of its own. */
public final class GatewayProcess implements AutoCloseable {
    private final Process process;
    private final Path log;

    private GatewayProcess(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    /** Begins to start one, on a port that is free. */
    public static GatewayProcess start(Path folder, String... arguments) throws IOException {
        Path log = Files.createDirectories(folder).resolve("log");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-jar",
                System.getProperty("gateway.jar"),
                "--server.port=0",
                "--server.address=127.0.0.1"));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
        return new GatewayProcess(process, log);
    }

    /** Waits until it listens. */
    public int port() {
        return Awaitility.await().atMost(Duration.ofMinutes(2)).until(this::portSoFar, found -> found > 0);
    }

    private int portSoFar() throws IOException {
        String marker = "Tomcat started on port ";
        String text = Files.readString(log);
        int at = text.lastIndexOf(marker);
        if (at < 0 && !process.isAlive()) {
            throw new IllegalStateException("The gateway has not started:\n" + text);
        }
        return at < 0
                ? 0
                : Integer.parseInt(text.substring(at + marker.length()).replaceFirst("(?s)[^0-9].*", ""));
    }

    /** As {@code kill -9} does. */
    public void kill() {
        process.destroyForcibly().onExit().join();
    }

    @Override
    public void close() {
        process.destroy();
        process.onExit().join();
    }
}
