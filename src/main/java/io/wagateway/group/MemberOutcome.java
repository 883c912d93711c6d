package io.wagateway.group;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonValue;
import io.wagateway.error.DomainException;
import java.util.HashMap;
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
    private static final String INVITE = "invite";

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
     * @param details {@code whatsapp}, WhatsApp's own code and word, if it refused; else left out
     */
    record Reason(
            String code,
            String message,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, Object> details) {}

    static MemberOutcome unchanged(String jid) {
        return new MemberOutcome(jid, Outcome.UNCHANGED, null);
    }

    static MemberOutcome failed(String jid, DomainException failure) {
        return new MemberOutcome(jid, Outcome.FAILED, failure);
    }

    static MemberOutcome changed(String jid) {
        return new MemberOutcome(jid, Outcome.CHANGED, null);
    }

    boolean hasNoChange() {
        return outcome == Outcome.UNCHANGED;
    }

    boolean hasFailed() {
        return failure != null;
    }

    @JsonProperty
    @JsonInclude(JsonInclude.Include.NON_NULL)
    Reason error() {
        if (failure == null) {
            return null;
        }
        Map<String, Object> details = new HashMap<>(failure.details());
        details.remove(INVITE);
        return new Reason(failure.code().code(), failure.getMessage(), details);
    }

    /** {@code {code, expiresAt}}: what the account may send to a person whom WhatsApp does not let it add. */
    @JsonProperty
    @JsonInclude(JsonInclude.Include.NON_NULL)
    Object invite() {
        return failure == null ? null : failure.details().get(INVITE);
    }

    /** Of the same person by another name in the same call: there is nothing left to change. */
    MemberOutcome again(String otherName) {
        return hasFailed() ? failed(otherName, failure()) : unchanged(otherName);
    }
}
