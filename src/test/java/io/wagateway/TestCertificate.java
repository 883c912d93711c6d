package io.wagateway;

import java.io.IOException;
import java.nio.file.Path;

/** A key with a certificate that nobody else has signed, as an operator makes the first one. */
public final class TestCertificate {
    public static final String PASSWORD = "changeit";

    private TestCertificate() {}

    /** Makes a PKCS #12 key store in the folder. */
    public static Path in(Path folder) throws IOException, InterruptedException {
        Path store = folder.resolve("server.p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "server",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=gateway.example",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        store.toString(),
                        "-storepass",
                        PASSWORD)
                .inheritIO()
                .start();
        if (keytool.waitFor() != 0) {
            throw new IllegalStateException("keytool has failed");
        }
        return store;
    }
}
