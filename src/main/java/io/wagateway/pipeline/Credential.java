package io.wagateway.pipeline;

/**
 * A credential as it arrived, not yet verified.
 *
 * @param source the header that held it
 * @param value the header's whole value, a secret
 */
public record Credential(Source source, String value) {
    public enum Source {
        /** {@code Authorization: Bearer ...}, either kind of token. */
        AUTHORIZATION,
        /** {@code x-api-key: wa_...}, an API key only. */
        API_KEY_HEADER
    }

    /** Without the secret, as an exchange may be logged. */
    @Override
    public String toString() {
        return source.name();
    }
}
