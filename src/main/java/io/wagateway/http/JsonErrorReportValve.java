package io.wagateway.http;

import java.io.IOException;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes the envelope if Tomcat rejects a request before any filter: bad percent-encoding, a bad host, headers too large. */
public final class JsonErrorReportValve extends ErrorReportValve {
    private static final Logger LOG = LoggerFactory.getLogger(JsonErrorReportValve.class);

    @Override
    protected void report(Request request, Response response, Throwable throwable) {
        int status = response.getStatus();
        if (status < 400 || response.getContentWritten() > 0 || !response.setErrorReported()) {
            return;
        }
        try {
            RequestId.ensure(request, response);
            ApiFilter.write(response, status, StatusEnvelope.of(status));
            response.finishResponse();
        } catch (IOException | IllegalStateException e) {
            LOG.debug("The caller disconnected before its response", e);
        }
    }
}
