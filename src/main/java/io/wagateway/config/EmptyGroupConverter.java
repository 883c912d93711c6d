package io.wagateway.config;

import io.wagateway.access.ProvisionedScope;
import java.util.Map;
import java.util.Set;
import org.springframework.core.convert.TypeDescriptor;
import org.springframework.core.convert.converter.GenericConverter;

/**
 * Reads a group of properties that is left empty, such as {@code provision:} in a file that is half commented out, as if
 * it were absent.
 */
final class EmptyGroupConverter implements GenericConverter {

    @Override
    public Set<ConvertiblePair> getConvertibleTypes() {
        return Set.of(new ConvertiblePair(String.class, Record.class), new ConvertiblePair(String.class, Map.class));
    }

    @Override
    public Object convert(Object source, TypeDescriptor sourceType, TypeDescriptor targetType) {
        if (source instanceof String text && !text.isBlank()) {
            throw new IllegalArgumentException("expected a group of properties, found a text");
        }
        // An empty scope must not widen a key to everything: the check of the keys refuses it.
        return targetType.getType() == ProvisionedScope.class ? new ProvisionedScope(null, null) : null;
    }
}
