package io.wagateway;

import java.util.Map;
import java.util.Set;
import org.springframework.boot.context.properties.ConfigurationPropertiesBindHandlerAdvisor;
import org.springframework.boot.context.properties.bind.AbstractBindHandler;
import org.springframework.boot.context.properties.bind.BindContext;
import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.core.convert.TypeDescriptor;
import org.springframework.core.convert.converter.GenericConverter;

/** {@code provision:} with nothing behind it, as a configuration that is half commented out has it, is as absent. */
final class EmptyIsAbsent implements GenericConverter, ConfigurationPropertiesBindHandlerAdvisor {

    @Override
    public Set<ConvertiblePair> getConvertibleTypes() {
        return Set.of(new ConvertiblePair(String.class, Record.class), new ConvertiblePair(String.class, Map.class));
    }

    @Override
    public Object convert(Object source, TypeDescriptor sourceType, TypeDescriptor targetType) {
        if (source instanceof String text && !text.isBlank()) {
            throw new IllegalArgumentException("a text, where a group of properties belongs");
        }
        return null;
    }

    /** Without this an empty property would be refused as one that does not exist. */
    @Override
    public BindHandler apply(BindHandler handler) {
        return new AbstractBindHandler(handler) {
            @Override
            public void onFinish(ConfigurationPropertyName name, Bindable<?> target, BindContext context, Object result)
                    throws Exception {
                if (result == null) {
                    super.onSuccess(name, target, context, null);
                }
                super.onFinish(name, target, context, result);
            }
        };
    }
}
