package io.wagateway;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.util.FileSystemUtils;

/** The gateway, started as {@code java -jar} would, on a port and a data folder of its own; called over real HTTP. */
public final class RunningGateway implements AutoCloseable {
    public static final String SESSIONS = "/api/v1/sessions/";

    private final ConfigurableApplicationContext context;
    private final Path data;
    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();

    private RunningGateway(ConfigurableApplicationContext context, Path data) {
        this.context = context;
        this.data = data;
    }

    /**
     * The world of {@code src/test/resources/world.yaml}, with more properties.
     *
     * @param properties each {@code name=value}, as after {@code --} on the command line
     */
    public static RunningGateway start(String... properties) {
        return startWith("world.yaml", properties);
    }

    /** With nothing configured but these properties. */
    public static RunningGateway startEmpty(String... properties) {
        return startWith(null, properties);
    }

    /** @param world a file of src/test/resources, null for none */
    public static RunningGateway startWith(String world, String... properties) {
        try {
            Path data = Files.createTempDirectory("gateway");
            List<String> arguments = new ArrayList<>();
            arguments.add("--server.port=0");
            arguments.add("--gateway.data-dir=" + data);
            if (world != null) {
                arguments.add("--spring.config.additional-location=classpath:" + world);
            }
            if (Stream.of(properties).noneMatch(property -> property.startsWith("gateway.group-refresh="))) {
                // What engines are asked is what tests ask for, unless they say so.
                arguments.add("--gateway.group-refresh=0s");
            }
            for (String property : properties) {
                arguments.add("--" + property);
            }
            return new RunningGateway(
                    new SpringApplicationBuilder(WaGateway.class).run(arguments.toArray(String[]::new)), data);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public int port() {
        return ((ServletWebServerApplicationContext) context).getWebServer().getPort();
    }

    public ConfigurableApplicationContext context() {
        return context;
    }

    public URI uri(String path) {
        return URI.create("http://127.0.0.1:" + port() + path);
    }

    /** @param headers name, value, name, value */
    public HttpResponse<String> send(String method, String path, String body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri(path))
                .timeout(Duration.ofSeconds(30))
                .method(
                        method,
                        body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        try {
            return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    public HttpResponse<String> post(String path, String... headers) {
        return send("POST", path, null, headers);
    }

    /**
     * What the server answers to exactly these bytes; the connection's sending side stays open.
     *
     * @param request ISO-8859-1, with its line ends
     * @return everything until the server closes the connection or has nothing more to say for two seconds
     */
    public String raw(String request) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port())) {
            socket.setSoTimeout(2_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            socket.getOutputStream().flush();
            StringBuilder answer = new StringBuilder();
            InputStream in = socket.getInputStream();
            byte[] buffer = new byte[8192];
            try {
                for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                    answer.append(new String(buffer, 0, read, StandardCharsets.ISO_8859_1));
                }
            } catch (java.net.SocketTimeoutException e) {
                // Kept alive: what came is the whole answer.
                return answer.toString();
            }
            return answer.toString();
        }
    }

    @Override
    public void close() {
        context.close();
        try {
            FileSystemUtils.deleteRecursively(data);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
