package io.wagateway.bench;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A server in its own JVM, on a port that the system chooses. It ends with this process. */
final class Server implements AutoCloseable {
    private static final Pattern STARTED = Pattern.compile("Tomcat started on port ([0-9]+)");
    private static final Duration LONGEST_START = Duration.ofMinutes(2);

    private final String name;
    private final long startedAt = System.nanoTime();
    private final Process process;
    private final CompletableFuture<Integer> port = new CompletableFuture<>();

    private Server(String name, ProcessBuilder builder, Path log) throws IOException {
        this.name = name;
        this.process = builder.start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
        Thread reader = new Thread(() -> readOutput(log), "output-" + name);
        reader.setDaemon(true);
        reader.start();
    }

    /**
     * Starts the process, and does not wait for its port.
     *
     * @param jar absolute, or of the folder
     * @param folder its working directory; its output goes to a file there
     */
    static Server start(String name, Path jar, Path folder, List<String> jvmOptions, List<String> arguments)
            throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(jvmOptions);
        command.add("-jar");
        command.add(jar.toString());
        command.add("--server.address=127.0.0.1");
        command.add("--server.port=0");
        // The same for all servers: by default Tomcat closes a connection after a hundred requests.
        command.add("--server.tomcat.max-keep-alive-requests=-1");
        command.addAll(arguments);
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
        return new Server(name, builder, folder.resolve(name + ".log"));
    }

    private void readOutput(Path log) {
        try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8);
                BufferedWriter file = Files.newBufferedWriter(log)) {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                file.append(line).append('\n').flush();
                Matcher started = STARTED.matcher(line);
                if (started.find()) {
                    port.complete(Integer.parseInt(started.group(1)));
                }
            }
        } catch (IOException e) {
            port.completeExceptionally(e);
        }
        port.completeExceptionally(new IOException(name + " ended; see the end of " + log));
    }

    /** Waits until the port is open. */
    int port() {
        try {
            return port.copy()
                    .orTimeout(LONGEST_START.toSeconds(), TimeUnit.SECONDS)
                    .join();
        } catch (CompletionException e) {
            throw new IllegalStateException(name + " does not start", e.getCause());
        }
    }

    /** Waits for the first expected response, and returns the time since the start of the process. */
    Duration firstAnswer(String request) throws IOException, InterruptedException {
        return firstAnswer(request, Target.DONE);
    }

    /** As {@link #firstAnswer(String)}, for a response of that status. */
    Duration firstAnswer(String request, int expected) throws IOException, InterruptedException {
        int open = port();
        long asked = System.nanoTime();
        while (System.nanoTime() - asked < LONGEST_START.toNanos()) {
            if (status(open, request) == expected) {
                return Duration.ofNanos(System.nanoTime() - startedAt);
            }
            TimeUnit.MILLISECONDS.sleep(5);
        }
        throw new IllegalStateException(name + " does not respond as expected");
    }

    private static int status(int port, String request) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            InputStream in = socket.getInputStream();
            String line = new String(in.readNBytes("HTTP/1.1 204".length()), StandardCharsets.ISO_8859_1);
            return line.startsWith("HTTP/1.1 ") ? Integer.parseInt(line.substring("HTTP/1.1 ".length())) : 0;
        }
    }

    /** User and system time that the process has used so far. */
    Duration cpu() {
        return process.info().totalCpuDuration().orElse(Duration.ZERO);
    }

    /** Resident memory in MiB; 0 if the system has no /proc. */
    long residentMebibytes() {
        return status("VmRSS:") / 1024;
    }

    /** 0 if the system has no /proc. */
    long threads() {
        return status("Threads:");
    }

    private long status(String field) {
        Path status = Path.of("/proc", Long.toString(process.pid()), "status");
        if (!Files.exists(status)) {
            return 0;
        }
        try (var lines = Files.lines(status)) {
            return lines.filter(line -> line.startsWith(field))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
                    .findFirst()
                    .orElse(0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** By all class loaders, as jstat counts them. */
    long loadedClasses() throws IOException {
        Process jstat = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "jstat").toString(),
                        "-class",
                        Long.toString(process.pid()))
                .start();
        try (BufferedReader output = jstat.inputReader(StandardCharsets.UTF_8)) {
            output.readLine();
            return Long.parseLong(output.readLine().strip().split(" +", 2)[0]);
        }
    }

    @Override
    public void close() {
        process.destroy();
        process.onExit().completeOnTimeout(process, 10, TimeUnit.SECONDS).join();
        process.destroyForcibly();
    }
}
