package io.wagateway.access;

import io.wagateway.error.StartupException;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What a declared API key is narrowed to, {@code gateway.provision.api-keys[].scope}: at least one of the two.
 *
 * @param sessions 1 to 100 ids of sessions; default all
 * @param groups 1 to 100 JIDs of groups; default all
 */
public record ProvisionedScope(List<String> sessions, List<String> groups) {
    private static final int MAX_NAMES = 100;
    private static final Pattern SESSION = Pattern.compile("[A-Za-z0-9._-]{1,128}");
    private static final Pattern GROUP = Pattern.compile("[0-9]{1,20}(-[0-9]{1,20})?@g\\.us");

    void check(String at) {
        if (sessions == null && groups == null) {
            throw new StartupException(at + ": takes sessions, groups or both; leave it out to narrow nothing");
        }
        check(at + ".sessions", sessions, SESSION, "an id: 1 to 128 of A-Z, a-z, 0-9, '.', '_' and '-'");
        check(at + ".groups", groups, GROUP, "a group JID, for example 120363041234567890@g.us");
    }

    private static void check(String at, List<String> names, Pattern form, String allowed) {
        if (names == null) {
            return;
        }
        if (names.isEmpty() || names.size() > MAX_NAMES || new HashSet<>(names).size() < names.size()) {
            throw StartupException.property(
                    at, names.size() + " names", "1 to " + MAX_NAMES + ", each once; leave it out for all");
        }
        for (int i = 0; i < names.size(); i++) {
            if (names.get(i) == null || !form.matcher(names.get(i)).matches()) {
                throw StartupException.property(at + "[" + i + "]", names.get(i), allowed);
            }
        }
    }

    Scope toScope() {
        return new Scope(
                sessions == null ? null : new LinkedHashSet<>(sessions),
                groups == null ? null : new LinkedHashSet<>(groups));
    }
}
