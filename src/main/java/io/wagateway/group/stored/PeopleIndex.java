package io.wagateway.group.stored;

import io.wagateway.engine.Jids;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Finds people by any of their names, in any spelling, in a time that does not grow with their number: a group has up to
 * 1,024 members, and its row is locked while the reads of it are compared.
 *
 * @param <T> what stands for somebody
 */
public final class PeopleIndex<T> {
    private final Map<String, T> byName = new HashMap<>();
    private final Deque<T> withoutLid = new ArrayDeque<>();
    private final Deque<T> withoutJid = new ArrayDeque<>();
    private final Function<T, ObservedMember> names;

    /** @param names of one of them; the role does not matter */
    public PeopleIndex(Collection<T> people, Function<T, ObservedMember> names) {
        this.names = names;
        for (T person : people) {
            ObservedMember named = names.apply(person);
            put(named.jid(), person);
            put(named.lid(), person);
            if (named.lid() == null) {
                withoutLid.add(person);
            } else if (named.jid() == null) {
                withoutJid.add(person);
            }
        }
    }

    private void put(String name, T person) {
        if (name != null) {
            byName.putIfAbsent(Jids.spelling(name), person);
        }
    }

    /** The one with one of the names, as {@link ObservedMember#isNamedLike}. */
    public Optional<T> find(ObservedMember named) {
        return find(named.jid()).or(() -> find(named.lid()));
    }

    private Optional<T> find(String name) {
        return name == null ? Optional.empty() : Optional.ofNullable(byName.get(Jids.spelling(name)));
    }

    /** The one with one of the names; else one of whom no name is known that could differ, as {@link ObservedMember#mayBe}. */
    public Optional<T> findPossible(ObservedMember named) {
        return find(named)
                .or(() -> Optional.ofNullable(
                        named.lid() == null ? withoutJid.peek() : named.jid() == null ? withoutLid.peek() : null));
    }

    public void remove(T person) {
        Stream.of(names.apply(person).jid(), names.apply(person).lid())
                .filter(Objects::nonNull)
                .forEach(name -> byName.remove(Jids.spelling(name)));
        withoutLid.remove(person);
        withoutJid.remove(person);
    }
}
