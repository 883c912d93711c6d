package io.wagateway;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A key with a certificate that nobody else has signed, as an operator makes the first one. */
public final class TestCertificate {
    public static final String PASSWORD = "changeit";

    private TestCertificate() {}

    /**
     * Makes a PKCS #12 key store in the folder.
     *
     * @param options more of keytool's
     */
    public static Path in(Path folder, String... options) throws IOException, InterruptedException {
        Path store = folder.resolve("server.p12");
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(List.of("-genkeypair", "-alias", "server", "-keyalg", "EC", "-dname", "CN=gateway.example"));
        command.addAll(List.of("-storetype", "PKCS12", "-keystore", store.toString(), "-storepass", PASSWORD));
        command.addAll(List.of(options));
        Process keytool = new ProcessBuilder(command).inheritIO().start();
        if (keytool.waitFor() != 0) {
            throw new IllegalStateException("keytool has failed");
        }
        return store;
    }
}
