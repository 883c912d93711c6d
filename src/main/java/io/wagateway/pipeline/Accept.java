package io.wagateway.pipeline;

import java.util.Comparator;
import java.util.List;
import org.apache.camel.Exchange;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;

/**
 * The media types that a caller prefers, by the header {@code Accept}.
 *
 * @param ranges empty if the header is absent or malformed
 */
public record Accept(List<MediaType> ranges) {

    public static Accept of(Exchange exchange) {
        String header = exchange.getProperty(CallContext.ACCEPT, String.class);
        try {
            return new Accept(header == null ? List.of() : MediaType.parseMediaTypes(header));
        } catch (InvalidMediaTypeException e) {
            return new Accept(List.of());
        }
    }

    /** Whether the caller prefers the one type to the other; false if the header does not decide. */
    public boolean prefers(MediaType one, MediaType other) {
        int quality = Double.compare(quality(one), quality(other));
        return quality > 0 || (quality == 0 && precision(one) > precision(other));
    }

    /** The quality value of the narrowest range that includes the type; 0 if none does. */
    private double quality(MediaType type) {
        return ranges.stream()
                .filter(range -> range.includes(type))
                .max(Comparator.comparingInt(Accept::narrowness))
                .map(MediaType::getQualityValue)
                .orElse(0.0);
    }

    private int precision(MediaType type) {
        return ranges.stream()
                .filter(range -> range.includes(type) && range.getQualityValue() > 0)
                .mapToInt(Accept::narrowness)
                .max()
                .orElse(0);
    }

    private static int narrowness(MediaType range) {
        return range.isWildcardType() ? 1 : range.isWildcardSubtype() ? 2 : 3;
    }
}
