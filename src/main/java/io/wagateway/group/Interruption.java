package io.wagateway.group;

import io.wagateway.error.ConflictException;
import io.wagateway.error.ErrorCode;
import io.wagateway.error.ErrorInfo;

/** Why the outcome of an interrupted change is unknown. */
final class Interruption {
    /** WhatsApp did not make the change, or others have reverted it since. */
    static final ErrorInfo NOT_SHOWN =
            because("the gateway could not record WhatsApp's answer, and the group does not show the change now");

    static final ErrorInfo REPEATED =
            because("the gateway could not record WhatsApp's answer; the group shows the change,"
                    + " but a later call has made it as well");

    /** No read shows such a change; or none can be made. */
    static final ErrorInfo NOT_KNOWN =
            because("the gateway could not record WhatsApp's answer, and no read of WhatsApp shows what became of it");

    private Interruption() {}

    private static ErrorInfo because(String message) {
        return new ErrorInfo(ErrorCode.ENGINE_ERROR, message);
    }

    /** The later call is judged first. The gateway then tries again. */
    static ConflictException notYet() {
        return new ConflictException("a later call for the same change is under way");
    }
}
