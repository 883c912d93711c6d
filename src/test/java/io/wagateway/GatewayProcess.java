package io.wagateway;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** The packaged jar, as a process of its own in a folder that is given. */
final class GatewayProcess implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final Process process;
    private final Path log;

    private GatewayProcess(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    /**
     * Begins to start one, on a port that is free.
     *
     * @param name of its log, in the folder
     */
    static GatewayProcess start(Path folder, String name, String... arguments) throws IOException {
        return startWith(List.of(), folder, name, arguments);
    }

    /** @param options of the virtual machine */
    static GatewayProcess startWith(List<String> options, Path folder, String name, String... arguments)
            throws IOException {
        // The second compiler takes a third of a start's CPU, and pays only in processes that live longer than a
        // test's.
        List<String> all = new ArrayList<>(List.of("-XX:TieredStopAtLevel=1"));
        all.addAll(options);
        all.addAll(List.of("-jar", System.getProperty("gateway.jar")));
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        return startCommand(java, all, folder, name, arguments);
    }

    /** @param options all that stands between the executable and the gateway's own arguments */
    static GatewayProcess startCommand(String java, List<String> options, Path folder, String name, String... arguments)
            throws IOException {
        Path log = Files.createDirectories(folder).resolve(name);
        List<String> command = new ArrayList<>();
        command.add(java);
        command.addAll(options);
        command.addAll(List.of("--server.port=0", "--server.address=127.0.0.1"));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        return new GatewayProcess(process, log);
    }

    /** Waits until it listens. */
    int port() {
        return Awaitility.await().atMost(PATIENCE).until(() -> portSoFar(1), found -> found > 0);
    }

    /** Of the management server, if it has one. */
    int secondPort() {
        return Awaitility.await().atMost(PATIENCE).until(() -> portSoFar(2), found -> found > 0);
    }

    private int portSoFar(int which) {
        String marker = "Tomcat started on port ";
        String text = log();
        int at = text.indexOf(marker);
        for (int i = 1; i < which && at >= 0; i++) {
            at = text.indexOf(marker, at + 1);
        }
        if (at < 0 && !process.isAlive()) {
            throw new IllegalStateException("The gateway has not started:\n" + text);
        }
        return at < 0
                ? 0
                : Integer.parseInt(text.substring(at + marker.length()).replaceFirst("(?s)[^0-9].*", ""));
    }

    long pid() {
        return process.pid();
    }

    /** Everything that it has printed. */
    String log() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits until it has ended by itself; its exit code. */
    int awaitEnd() throws InterruptedException {
        if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            throw new IllegalStateException("The gateway goes on:\n" + log());
        }
        return process.exitValue();
    }

    /** As {@code kill -9} does; can be called again. */
    void kill() {
        process.destroyForcibly().onExit().join();
    }

    @Override
    public void close() {
        process.destroy();
        process.onExit().join();
    }
}
