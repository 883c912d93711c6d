package io.wagateway.http;

import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.apache.coyote.Adapter;
import org.apache.coyote.http11.Http11NioProtocol;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tomcat's HTTP/1.1 with a {@link ConnectionSweep}, and with the gateway's response to {@code OPTIONS *}. */
public final class BoundedHttpProtocol extends Http11NioProtocol {
    private static final Logger LOG = LoggerFactory.getLogger(BoundedHttpProtocol.class);
    private static final long SWEEP_MILLIS = 500;

    private Runnable onClosed = () -> {};
    private ScheduledFuture<?> sweeps;

    /** @param onClosed called for each connection that the server closes because it waits for too long */
    void setOnClosed(Runnable onClosed) {
        this.onClosed = onClosed;
    }

    @Override
    public void setAdapter(Adapter adapter) {
        super.setAdapter(new AsteriskAdapter(adapter));
    }

    @Override
    public void start() throws Exception {
        super.start();
        ConnectionSweep sweep = new ConnectionSweep(getMaxConnections(), onClosed);
        sweeps = getUtilityExecutor()
                .scheduleWithFixedDelay(() -> run(sweep), SWEEP_MILLIS, SWEEP_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** An exception would end all further sweeps. */
    private void run(ConnectionSweep sweep) {
        try {
            sweep.run(getEndpoint().getConnections());
        } catch (RuntimeException e) {
            LOG.error("The sweep of connections has failed", e);
        }
    }

    @Override
    public void stop() throws Exception {
        if (sweeps != null) {
            sweeps.cancel(false);
        }
        super.stop();
    }
}
