package io.wagateway.access;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.util.StringUtils;

/**
 * What a caller may reach of its organisation. The rest is for that caller as if it did not exist.
 *
 * @param sessions ids; null: all sessions
 * @param groups JIDs; null: all groups
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Scope(Set<String> sessions, Set<String> groups) {
    /** Everything that the organisation has. */
    public static final Scope ALL = new Scope(null, null);

    public Scope {
        sessions = copy(sessions);
        groups = copy(groups);
    }

    /** In the order that was given. */
    private static Set<String> copy(Collection<String> names) {
        return names == null ? null : Collections.unmodifiableSet(new LinkedHashSet<>(names));
    }

    /** @param input of the schema {@code Scope}, and checked; null: everything */
    @SuppressWarnings("unchecked")
    static Scope of(Map<?, ?> input) {
        return input == null
                ? ALL
                : new Scope(copy((List<String>) input.get("sessions")), copy((List<String>) input.get("groups")));
    }

    /** As {@link #sessionList} and {@link #groupList} wrote it. */
    public static Scope ofLists(String sessions, String groups) {
        return sessions == null && groups == null ? ALL : new Scope(names(sessions), names(groups));
    }

    private static Set<String> names(String list) {
        return list == null ? null : StringUtils.commaDelimitedListToSet(list);
    }

    /** With commas, for the database: neither ids nor JIDs have any. Null: all. */
    public String sessionList() {
        return sessions == null ? null : String.join(",", sessions);
    }

    /** As {@link #sessionList}. */
    public String groupList() {
        return groups == null ? null : String.join(",", groups);
    }

    /** Whether it narrows nothing. */
    @JsonIgnore
    public boolean isAll() {
        return sessions == null && groups == null;
    }

    public boolean includesSession(String id) {
        return sessions == null || sessions.contains(id);
    }

    public boolean includesGroup(String jid) {
        return groups == null || groups.contains(jid);
    }

    /** @param group null: the event is not about a group, so it is none for a caller who is narrowed to groups */
    public boolean includesEvent(String session, String group) {
        return includesSession(session) && includesGroup(group);
    }

    /** Whether the other one is as narrow, or narrower. */
    public boolean includes(Scope other) {
        return includes(sessions, other.sessions) && includes(groups, other.groups);
    }

    private static boolean includes(Set<String> these, Set<String> others) {
        return these == null || (others != null && these.containsAll(others));
    }

    /** What both include. */
    public Scope and(Scope other) {
        return new Scope(both(sessions, other.sessions), both(groups, other.groups));
    }

    private static Set<String> both(Set<String> these, Set<String> others) {
        if (these == null || others == null) {
            return these == null ? others : these;
        }
        return these.stream().filter(others::contains).collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /** For responses, which have null if nothing is narrowed. */
    public Scope orNull() {
        return isAll() ? null : this;
    }
}
