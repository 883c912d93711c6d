package io.wagateway.error;

import java.util.Map;

/** 501: a live action on a session whose account is not connected to WhatsApp. */
public final class NotConnectedException extends DomainException {
    public NotConnectedException() {
        super(ErrorCode.NOT_IMPLEMENTED, "the session is not connected", Map.of());
    }
}
