package io.wagateway.bench;

import io.wagateway.bench.baseline.Handler;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Starts the servers to compare: the packaged gateway, and the baselines on the same Boot and Tomcat. */
final class Servers {
    /** One heap size for all servers under load, so that the garbage collectors compare. */
    static final List<String> HEAP = List.of("-Xms1g", "-Xmx1g");

    private static final List<String> WEB = List.of(
            "spring-boot",
            "spring-boot-autoconfigure",
            "spring-aop",
            "spring-beans",
            "spring-context",
            "spring-core",
            "spring-expression",
            "spring-jcl",
            "spring-web",
            "spring-webmvc",
            "tomcat-embed-core",
            "tomcat-embed-el",
            "tomcat-embed-websocket",
            "jackson-annotations",
            "jackson-core",
            "jackson-databind",
            "jackson-datatype-jdk8",
            "jackson-datatype-jsr310",
            "jackson-module-parameter-names",
            "logback-classic",
            "logback-core",
            "log4j-api",
            "log4j-to-slf4j",
            "jul-to-slf4j",
            "slf4j-api",
            "micrometer-commons",
            "micrometer-observation",
            "jakarta.annotation-api",
            "snakeyaml");

    private static final List<String> RESOURCE_SERVER = List.of(
            "spring-security-config",
            "spring-security-core",
            "spring-security-crypto",
            "spring-security-web",
            "spring-security-oauth2-core",
            "spring-security-oauth2-jose",
            "spring-security-oauth2-resource-server",
            "nimbus-jose-jwt");

    private final Path gatewayJar;
    private final Path world;
    private final Path bareJar;
    private final Path resourceServerJar;
    private final Path docker;
    private final Path work;
    private final String jwksUri;

    /** @param work an empty folder for jars, logs and the gateway's data */
    Servers(Path project, Path work, String jwksUri) throws IOException {
        this.gatewayJar = project.resolve("target/whatsapp-gateway.jar");
        this.world = project.resolve("src/bench/world.yaml");
        this.docker = project.resolve("src/docker");
        this.work = work;
        this.jwksUri = jwksUri;
        this.bareJar = ExecutableJar.build(work.resolve("bare.jar"), Handler.class, WEB);
        List<String> secured = new ArrayList<>(WEB);
        secured.addAll(RESOURCE_SERVER);
        this.resourceServerJar = ExecutableJar.build(work.resolve("resource-server.jar"), Handler.class, secured);
    }

    Server bare(List<String> jvmOptions) throws IOException {
        return Server.start("bare", bareJar, work, jvmOptions, List.of(path()));
    }

    Server resourceServer(List<String> jvmOptions) throws IOException {
        String jwks = "--spring.security.oauth2.resourceserver.jwt.jwk-set-uri=" + jwksUri;
        return Server.start("resource-server", resourceServerJar, work, jvmOptions, List.of(path(), jwks));
    }

    /** A gateway with its own database, in a folder without a routes folder. */
    Server gateway(List<String> jvmOptions) throws IOException {
        return gateway(jvmOptions, world.toUri().toString(), List.of());
    }

    /** A gateway with the same heap as the others, and sessions on two more engines. */
    Server gatewayWith(String slow, String lying) throws IOException {
        return gateway(
                HEAP,
                worldAnd("slow.yaml"),
                List.of("--gateway.engines.slow.url=" + slow, "--gateway.engines.lying.url=" + lying));
    }

    /** A gateway with the same heap as the others, and a session on a WAHA that sends hints. */
    Server gatewayWithInbox(String waha) throws IOException {
        return gateway(HEAP, worldAnd("inbox.yaml"), List.of("--gateway.engines.waha.url=" + waha));
    }

    private String worldAnd(String more) {
        return world.toUri() + "," + world.resolveSibling(more).toUri();
    }

    /** What the Dockerfile makes of the jar, by the same script: an extracted gateway with its archive. */
    Path image() throws IOException, InterruptedException {
        Path image = work.resolve("image");
        Path java = Path.of(System.getProperty("java.home"), "bin");
        run(
                java,
                java.resolve("java").toString(),
                "-Djarmode=tools",
                "-jar",
                gatewayJar.toString(),
                "extract",
                "--application-filename",
                "gateway.jar",
                "--destination",
                image.toString());
        Files.copy(docker.resolve("jvm.options"), image.resolve("jvm.options"));
        run(java, "bash", docker.resolve("train.sh").toString(), image.toString());
        return image;
    }

    /** An archive fits the JVM that made it, so the script's java is this one. */
    private void run(Path java, String... command) throws IOException, InterruptedException {
        Path log = work.resolve("image.log");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().merge("PATH", "", (path, none) -> java + ":" + path);
        if (builder.start().waitFor() != 0) {
            throw new IllegalStateException(String.join(" ", command) + " has failed; see " + log);
        }
    }

    /** The options that the image gives its JVM, but for the archive, which is the gateway's. */
    List<String> imageOptions(Path image) throws IOException {
        List<String> options = new ArrayList<>();
        options.add("@" + docker.resolve("jvm.options"));
        Files.readAllLines(image.resolve("archive.options")).stream()
                .filter(option -> !option.endsWith("gateway.archive"))
                .forEach(options::add);
        return options;
    }

    /** A gateway as the image starts it. */
    Server gatewayOf(Path image) throws IOException {
        List<String> options = List.of("@jvm.options", "@archive.options");
        return Server.start(
                "gateway",
                Path.of("gateway.jar"),
                image,
                options,
                arguments(world.toUri().toString()));
    }

    private List<String> arguments(String configuration) throws IOException {
        return new ArrayList<>(List.of(
                "--spring.config.additional-location=" + configuration,
                "--gateway.data-dir=" + folder(),
                "--gateway.auth.jwt.jwks-uri=" + jwksUri));
    }

    static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 0, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        }
    }

    /** A new folder for a gateway that starts more than once. */
    Path folder() throws IOException {
        return Files.createTempDirectory(work, "gateway");
    }

    /** A gateway with stopped accounts, on a given database. */
    Server gatewayOf(String configuration, Path folder, List<String> arguments) throws IOException {
        List<String> all = new ArrayList<>(List.of(
                "--spring.config.additional-location="
                        + world.resolveSibling(configuration).toUri(),
                "--gateway.data-dir=" + folder));
        all.addAll(arguments);
        return Server.start("gateway", gatewayJar, folder, HEAP, all);
    }

    private Server gateway(List<String> jvmOptions, String configuration, List<String> more) throws IOException {
        Path folder = folder();
        List<String> arguments = arguments(configuration);
        arguments.addAll(more);
        return Server.start("gateway", gatewayJar, folder, jvmOptions, arguments);
    }

    private static String path() {
        return "--bench.path=" + Target.path("quick");
    }
}
