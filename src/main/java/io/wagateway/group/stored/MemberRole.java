package io.wagateway.group.stored;

import com.fasterxml.jackson.annotation.JsonValue;
import io.wagateway.error.EngineException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What a member is in a group. Stored rows know {@link #ADMIN} and {@link #MEMBER} only: they name the creator apart. */
public enum MemberRole {
    /** The group's creator. */
    SUPERADMIN,
    ADMIN,
    MEMBER;

    /** For example {@code admin}: in engine responses, in the database and in responses to callers. */
    @JsonValue
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    public boolean isAdmin() {
        return this != MEMBER;
    }

    /** Empty if the value is none of the wire names. */
    public static Optional<MemberRole> parse(Object wireName) {
        return Arrays.stream(values())
                .filter(role -> role.wireName().equals(wireName))
                .findFirst();
    }

    /**
     * Of a member's row in an engine's response; null if the engine does not know it.
     *
     * @throws EngineException it is none of the wire names
     */
    public static MemberRole ofRow(Object wireName) {
        return wireName == null ? null : parse(wireName).orElseThrow(EngineException::invalidResponse);
    }

    static MemberRole ofColumn(String wireName) {
        return parse(wireName).orElseThrow(() -> new IllegalStateException("unknown role in group_members"));
    }
}
