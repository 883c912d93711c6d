package io.wagateway.pipeline;

import io.wagateway.error.InvalidRequestException;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.util.MultiValueMap;
import org.springframework.web.util.UriComponentsBuilder;
import org.springframework.web.util.UriUtils;

/** The query parameters of a call. A step looks at those that its operation documents; nobody looks at others. */
public final class Query {
    private final MultiValueMap<String, String> parameters;

    private Query(MultiValueMap<String, String> parameters) {
        this.parameters = parameters;
    }

    public static Query of(Exchange exchange) {
        MultiValueMap<String, String> parameters = new LinkedMultiValueMap<>();
        UriComponentsBuilder.newInstance()
                .query(exchange.getProperty(CallContext.QUERY, String.class))
                .build()
                .getQueryParams()
                .forEach((name, values) -> parameters.addAll(decodedName(name), values));
        return new Query(parameters);
    }

    /** As callers may encode any character of a name; one that is badly encoded is none that anybody looks for. */
    private static String decodedName(String name) {
        try {
            return UriUtils.decode(name.replace('+', ' '), "UTF-8");
        } catch (IllegalArgumentException e) {
            return name;
        }
    }

    /**
     * A parameter, decoded; null where it is absent or empty.
     *
     * @throws InvalidRequestException 400, where it stands there twice or is badly encoded
     */
    public String text(String name) {
        List<String> values = parameters.getOrDefault(name, List.of());
        if (values.size() > 1) {
            throw wrong(name, "stands there more than once");
        }
        String value = values.isEmpty() ? null : values.get(0);
        if (value == null || value.isEmpty()) {
            return null;
        }
        try {
            String decoded = UriUtils.decode(value.replace('+', ' '), "UTF-8");
            if (decoded.indexOf('\0') >= 0 || decoded.indexOf('\uFFFD') >= 0) {
                throw wrong(name, "must be encoded UTF-8 without the character U+0000");
            }
            return decoded;
        } catch (IllegalArgumentException e) {
            throw wrong(name, "is badly encoded: % must be followed by two hexadecimal digits");
        }
    }

    /** {@code true} or {@code false}; false where it is absent. One without a value is 400, as it could mean either. */
    public boolean flag(String name) {
        String value = text(name);
        if (value == null ? parameters.containsKey(name) : !value.equals("true") && !value.equals("false")) {
            throw wrong(name, "must be: true or false");
        }
        return "true".equals(value);
    }

    /** A whole number between two others, both allowed. */
    public int number(String name, int least, int most, int absent) {
        String value = text(name);
        if (value == null) {
            return absent;
        }
        if (value.matches("[0-9]{1,9}")) {
            int number = Integer.parseInt(value);
            if (number >= least && number <= most) {
                return number;
            }
        }
        throw wrong(name, "must be: a whole number from " + least + " to " + most);
    }

    /** Epoch milliseconds; null where it is absent. */
    public Long time(String name) {
        String value = text(name);
        if (value == null) {
            return null;
        }
        if (!value.matches("[0-9]{1,18}")) {
            throw wrong(name, "must be: epoch milliseconds, for example 1764028800000");
        }
        return Long.valueOf(value);
    }

    /** 400, by a parameter's name. */
    public static InvalidRequestException wrong(String name, String right) {
        return InvalidRequestException.validation("the query parameter '" + name + "' is wrong", Map.of(name, right));
    }
}
