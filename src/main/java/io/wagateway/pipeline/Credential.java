package io.wagateway.pipeline;

/**
 * A credential as it arrived, not yet looked at.
 *
 * @param source where it stood
 * @param value the header's whole value, a secret
 */
public record Credential(Source source, String value) {
    public enum Source {
        /** {@code Authorization: Bearer ...}, either kind of token. */
        AUTHORIZATION,
        /** {@code x-api-key: wa_...}, an API key only. */
        API_KEY_HEADER
    }

    /** Without the secret: exchanges end up in log lines. */
    @Override
    public String toString() {
        return source.name();
    }
}
