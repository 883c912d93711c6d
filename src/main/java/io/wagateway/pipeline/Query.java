package io.wagateway.pipeline;

import io.wagateway.error.InvalidRequestException;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.util.MultiValueMap;
import org.springframework.web.util.UriComponentsBuilder;
import org.springframework.web.util.UriUtils;

/** The query parameters of a call. A step reads those that its operation documents; others have no effect. */
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

    /** A caller may encode any character of a name. A malformed name stays as it is: no parameter is called so. */
    private static String decodedName(String name) {
        try {
            return UriUtils.decode(name.replace('+', ' '), "UTF-8");
        } catch (IllegalArgumentException e) {
            return name;
        }
    }

    /**
     * A parameter, decoded; null if it is absent or empty.
     *
     * @throws InvalidRequestException 400 if it occurs twice or is badly encoded
     */
    public String text(String name) {
        List<String> values = parameters.getOrDefault(name, List.of());
        if (values.size() > 1) {
            throw wrong(name, "must occur once");
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

    /** Whether the query has the parameter, with a value or without. */
    public boolean has(String name) {
        return parameters.containsKey(name);
    }

    /** {@code true} or {@code false}; false if absent. One without a value is 400, as it could mean either. */
    public boolean flag(String name) {
        String value = text(name);
        if (value == null ? has(name) : !value.equals("true") && !value.equals("false")) {
            throw wrong(name, "must be: true or false");
        }
        return "true".equals(value);
    }

    /** A whole number from {@code min} to {@code max}; the default if absent. */
    public int number(String name, int min, int max, int defaultValue) {
        String value = text(name);
        if (value == null) {
            return defaultValue;
        }
        if (value.matches("[0-9]{1,9}")) {
            int number = Integer.parseInt(value);
            if (number >= min && number <= max) {
                return number;
            }
        }
        throw wrong(name, "must be: a whole number from " + min + " to " + max);
    }

    /** Epoch milliseconds; null if absent. */
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

    /**
     * 400 for a query parameter.
     *
     * @param expected what it must be
     */
    public static InvalidRequestException wrong(String name, String expected) {
        return InvalidRequestException.validation(
                "the query parameter '" + name + "' is wrong", Map.of(name, expected));
    }
}
