package io.wagateway.config;

import io.wagateway.error.CheckedProperties;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DataObjectPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;
import org.springframework.core.ResolvableType;
import org.springframework.core.annotation.MergedAnnotations;

/** Every property under {@code gateway}, read off the records that bind them; several records may share a prefix. */
final class PropertyCatalog {
    /** No property. */
    static final PropertyCatalog EMPTY = new PropertyCatalog(List.of());

    private final List<Group> groups;

    private PropertyCatalog(List<Group> groups) {
        this.groups = groups;
    }

    /** Of the bean definitions; no bean is made. */
    static PropertyCatalog of(ListableBeanFactory factory) {
        return new PropertyCatalog(Stream.of(factory.getBeanNamesForType(CheckedProperties.class, true, false))
                .map(name -> Group.of(name, factory.getType(name)))
                .sorted(Comparator.comparing(Group::prefix)
                        .thenComparing(group -> group.type().getName()))
                .toList());
    }

    List<Group> groups() {
        return groups;
    }

    boolean contains(ConfigurationPropertyName name) {
        return find(name).isPresent();
    }

    /**
     * What a property takes.
     *
     * @return the names of a group of properties; an empty list for a property with a value; empty if there is no such
     *     property
     */
    Optional<List<String>> find(ConfigurationPropertyName name) {
        List<List<String>> found = groups.stream()
                .map(group -> group.find(name))
                .flatMap(Optional::stream)
                .toList();
        return found.isEmpty()
                ? Optional.empty()
                : Optional.of(found.stream().flatMap(List::stream).distinct().toList());
    }

    /** One line about properties that do not exist. It has no values: a misspelt name may hold a secret. */
    String unknown(Stream<ConfigurationPropertyName> names) {
        return names.map(name -> name + ": there is no such property" + suggestion(name))
                .collect(Collectors.joining("; "));
    }

    /** The names that the innermost existing group takes; nothing if the innermost existing property is no group. */
    private String suggestion(ConfigurationPropertyName unknown) {
        for (int size = unknown.getNumberOfElements(); size > 0; size--) {
            ConfigurationPropertyName existing = unknown.chop(size);
            Optional<List<String>> names = find(existing);
            if (names.isPresent()) {
                return names.get().isEmpty() ? "" : "; " + existing + " takes " + String.join(", ", names.get());
            }
        }
        return "";
    }

    /** The names of a record, as an operator writes them. */
    static List<String> names(Class<?> type) {
        return Arrays.stream(type.getRecordComponents())
                .map(PropertyCatalog::dashed)
                .toList();
    }

    static String dashed(RecordComponent component) {
        return DataObjectPropertyName.toDashedForm(component.getName());
    }

    /** The record of one bean, and the prefix of its properties. */
    record Group(String beanName, ConfigurationPropertyName prefix, Class<?> type) {
        static Group of(String beanName, Class<?> type) {
            String prefix = MergedAnnotations.from(type)
                    .get(ConfigurationProperties.class)
                    .getString("prefix");
            return new Group(beanName, ConfigurationPropertyName.of(prefix), type);
        }

        Optional<List<String>> find(ConfigurationPropertyName name) {
            if (name.isAncestorOf(prefix)) {
                return Optional.of(List.of(prefix.getElement(name.getNumberOfElements(), Form.DASHED)));
            }
            if (!prefix.equals(name) && !prefix.isAncestorOf(name)) {
                return Optional.empty();
            }
            return Optional.ofNullable(resolve(ResolvableType.forClass(type), name, prefix.getNumberOfElements()))
                    .map(found -> found.resolve(Object.class))
                    .map(found -> found.isRecord() ? names(found) : List.of());
        }

        /** The type of a property; null if there is none. */
        private static ResolvableType resolve(ResolvableType type, ConfigurationPropertyName name, int index) {
            if (index == name.getNumberOfElements()) {
                return type;
            }
            Class<?> group = type.resolve(Object.class);
            if (Map.class.isAssignableFrom(group)) {
                ResolvableType value = type.getGeneric(1);
                // If the value is no group of properties, the key may have dots: it is the rest of the name.
                return value.resolve(Object.class).isRecord() ? resolve(value, name, index + 1) : value;
            }
            if (Collection.class.isAssignableFrom(group)) {
                return name.isNumericIndex(index) ? resolve(type.getGeneric(0), name, index + 1) : null;
            }
            return group.isRecord() ? resolveComponent(group, name, index) : null;
        }

        private static ResolvableType resolveComponent(Class<?> group, ConfigurationPropertyName name, int index) {
            String wanted = name.getElement(index, Form.UNIFORM);
            return Arrays.stream(group.getRecordComponents())
                    .filter(component -> ConfigurationPropertyName.of(dashed(component))
                            .getElement(0, Form.UNIFORM)
                            .equals(wanted))
                    .findFirst()
                    .map(component ->
                            resolve(ResolvableType.forMethodReturnType(component.getAccessor()), name, index + 1))
                    .orElse(null);
        }
    }
}
