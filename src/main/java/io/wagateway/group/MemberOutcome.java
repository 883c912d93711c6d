package io.wagateway.group;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonValue;
import io.wagateway.error.DomainException;
import java.util.Locale;
import java.util.Map;

/**
 * What became of one of the members that a call names.
 *
 * @param jid as the call names them
 * @param failure why the change failed; null if it did not
 */
record MemberOutcome(
        String jid, Outcome outcome, @JsonIgnore DomainException failure) {
    enum Outcome {
        CHANGED,
        UNCHANGED,
        FAILED;

        @JsonValue
        String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * Why a change failed, for the caller.
     *
     * @param code of {@link io.wagateway.error.ErrorCode}
     * @param message for people
     */
    record Reason(String code, String message) {}

    static MemberOutcome unchanged(String jid) {
        return new MemberOutcome(jid, Outcome.UNCHANGED, null);
    }

    static MemberOutcome failed(String jid, DomainException failure) {
        return new MemberOutcome(jid, Outcome.FAILED, failure);
    }

    /** @param failures by address; WhatsApp changed the members that are not in it */
    static MemberOutcome of(MemberTarget target, Map<String, DomainException> failures) {
        DomainException failure = failures.get(target.address());
        return failure == null ? new MemberOutcome(target.jid(), Outcome.CHANGED, null) : failed(target.jid(), failure);
    }

    boolean hasFailed() {
        return failure != null;
    }

    @JsonProperty
    @JsonInclude(JsonInclude.Include.NON_NULL)
    Reason error() {
        return failure == null ? null : new Reason(failure.code().code(), failure.getMessage());
    }
}
