package io.wagateway.group;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.wagateway.error.DomainException;
import io.wagateway.error.ErrorCode;

/**
 * What became of one of many members that a call names.
 *
 * @param jid as the call has it
 * @param outcome changed, unchanged or failed
 * @param error why it failed, else null
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record MemberOutcome(String jid, String outcome, Reason error) {
    /**
     * Why one failed.
     *
     * @param code of {@link ErrorCode}
     * @param message for people
     */
    record Reason(String code, String message) {}

    static MemberOutcome changed(String jid) {
        return new MemberOutcome(jid, "changed", null);
    }

    static MemberOutcome unchanged(String jid) {
        return new MemberOutcome(jid, "unchanged", null);
    }

    static MemberOutcome failed(String jid, DomainException why) {
        return failed(jid, why.code(), why.getMessage());
    }

    static MemberOutcome failed(String jid, ErrorCode code, String message) {
        return new MemberOutcome(jid, "failed", new Reason(code.code(), message));
    }

    boolean hasFailed() {
        return error != null;
    }
}
