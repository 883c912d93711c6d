package io.wagateway.group.stored;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Who waits to be let into the stored groups, as far as reads have shown it. */
@Repository
public class WaitingStore {
    /** WhatsApp's own limit of members. */
    private static final int MAX = 1_024;

    private static final String KNOWN =
            "select waiting, waiting_read_at from whatsapp_groups where session_id = ? and group_jid = ?";

    /** @param names null: no read has shown them */
    private record Known(Set<String> names, long readAt) {}

    private final JdbcClient jdbc;

    public WaitingStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * Stores who waits; joins the caller's transaction, and holds the group's row only if something has changed. A read that
     * is no newer than the one stored last changes nothing.
     *
     * @param people each by all names that are known
     * @param requestedAt when the gateway sent the request, epoch milliseconds of the database
     * @param endedAt when the response came
     * @return those of whom no earlier read knew; none if there was no earlier one
     */
    public List<Set<String>> replace(
            String session, String group, List<Set<String>> people, long requestedAt, long endedAt) {
        List<Set<String>> some = people.stream().limit(MAX).toList();
        Set<String> names = new TreeSet<>();
        some.forEach(names::addAll);
        Optional<Known> stored = known(session, group, "").filter(known -> !names.equals(known.names()));
        Optional<Known> locked = stored.isEmpty() ? stored : known(session, group, " for update");
        if (locked.isEmpty() || requestedAt < locked.get().readAt()) {
            return List.of();
        }
        jdbc.sql("update whatsapp_groups set waiting = ?, waiting_read_at = ? where session_id = ? and group_jid = ?")
                .params(String.join(",", names), endedAt, session, group)
                .update();
        Set<String> before = locked.get().names();
        return before == null
                ? List.of()
                : some.stream().filter(person -> isNew(person, before)).toList();
    }

    /** Of these names, those that are accounts of the organisation's own sessions. */
    public Set<String> ownAccounts(String organization, Collection<String> names) {
        Set<String> own = new HashSet<>();
        if (!names.isEmpty()) {
            jdbc.sql("select wa_jid, wa_lid from sessions where organization_id = :organization and deleted_at is null"
                            + " and (wa_jid in (:names) or wa_lid in (:names))")
                    .param("organization", organization)
                    .param("names", names)
                    .query(row -> {
                        own.add(row.getString("wa_jid"));
                        own.add(row.getString("wa_lid"));
                    });
        }
        return own;
    }

    private static boolean isNew(Collection<String> person, Set<String> before) {
        return person.stream().noneMatch(before::contains);
    }

    private Optional<Known> known(String session, String group, String mode) {
        return jdbc.sql(KNOWN + mode)
                .params(session, group)
                .query((row, number) -> {
                    String names = row.getString("waiting");
                    return new Known(names == null ? null : setOf(names), row.getLong("waiting_read_at"));
                })
                .optional();
    }

    private static Set<String> setOf(String names) {
        return names.isEmpty() ? Set.of() : new HashSet<>(List.of(names.split(",", -1)));
    }
}
