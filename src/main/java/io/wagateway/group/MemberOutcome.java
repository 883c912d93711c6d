package io.wagateway.group;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.wagateway.error.DomainException;

/**
 * What became of one of many members that a call names.
 *
 * @param jid as the call has it
 * @param outcome changed, unchanged or failed
 * @param why it failed; null where it did not
 */
record MemberOutcome(String jid, String outcome, @JsonIgnore DomainException why) {
    /**
     * Why one failed, for the caller.
     *
     * @param code of {@link io.wagateway.error.ErrorCode}
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
        return new MemberOutcome(jid, "failed", why);
    }

    boolean hasFailed() {
        return why != null;
    }

    @JsonProperty
    @JsonInclude(JsonInclude.Include.NON_NULL)
    Reason error() {
        return why == null ? null : new Reason(why.code().code(), why.getMessage());
    }
}
