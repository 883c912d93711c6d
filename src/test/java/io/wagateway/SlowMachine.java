package io.wagateway;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Lets every wait of a test last as long as a slow machine needs: Awaitility's own ten seconds are too few beside a second
 * gateway that starts. JUnit finds it by {@code META-INF/services}.
 */
public final class SlowMachine implements BeforeAllCallback {
    private static final Duration PATIENCE = Duration.ofSeconds(40);

    @Override
    public void beforeAll(ExtensionContext context) {
        Awaitility.setDefaultTimeout(PATIENCE);
    }
}
