package io.wagateway.event.webhook;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The endpoint of a webhook's URL.
 *
 * @param host a name, or an address without brackets
 * @param port 1 to 65535
 * @param path with the query, ASCII
 */
record Target(boolean tls, String host, int port, String path) {
    /** Names whose last label is a number: resolvers may read them as addresses, in various notations. */
    private static final Pattern NUMERIC = Pattern.compile("(.*\\.)?(0x[0-9a-f]*|[0-9]+)\\.?");

    private static final int LONGEST_NAME = 253;

    /**
     * Parses a URL.
     *
     * @throws IllegalArgumentException if it is invalid; the message says what it must be, for its author
     */
    static Target of(String url) {
        URI uri = uri(url);
        String scheme = uri.getScheme().toLowerCase(Locale.ROOT);
        boolean tls = scheme.equals("https");
        if ((!tls && !scheme.equals("http")) || uri.isOpaque() || uri.getRawAuthority() == null) {
            throw new IllegalArgumentException("an absolute http or https URL");
        }
        if (uri.getRawAuthority().indexOf('@') >= 0) {
            throw new IllegalArgumentException("a URL without a user or a password; use customHeaders or secret");
        }
        if (uri.getRawFragment() != null) {
            throw new IllegalArgumentException("a URL without a fragment");
        }
        if (uri.getHost() == null) {
            throw new IllegalArgumentException(
                    "a URL with a host of letters, digits, dots and dashes, and a port that is" + " a number");
        }
        int port = uri.getPort() < 0 ? (tls ? 443 : 80) : uri.getPort();
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException("a URL with a port from 1 to 65535");
        }
        String path =
                uri.getRawPath().isEmpty() ? "/" : URI.create(uri.getRawPath()).toASCIIString();
        return new Target(tls, host(uri.getHost()), port, withQuery(path, uri));
    }

    private static URI uri(String url) {
        try {
            URI uri = new URI(url);
            if (uri.getScheme() != null) {
                return uri;
            }
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("an absolute http or https URL, with other characters encoded", e);
        }
        throw new IllegalArgumentException("an absolute http or https URL");
    }

    private static String withQuery(String path, URI uri) {
        return uri.getRawQuery() == null
                ? path
                : path + "?" + uri.toASCIIString().substring(uri.toASCIIString().indexOf('?') + 1);
    }

    private static String host(String host) {
        if (host.startsWith("[")) {
            String address = host.substring(1, host.length() - 1);
            if (address.indexOf('%') >= 0 || NetUtil.createByteArrayFromIpAddressString(address) == null) {
                throw new IllegalArgumentException("a URL with an address in hexadecimal digits, without a zone");
            }
            return address;
        }
        if (host.length() > LONGEST_NAME) {
            throw new IllegalArgumentException("a URL with a host of at most " + LONGEST_NAME + " characters");
        }
        // Resolvers disagree on the meaning of other notations.
        if (NUMERIC.matcher(host.toLowerCase(Locale.ROOT)).matches() && !isPlainIpv4(host)) {
            throw new IllegalArgumentException("a URL with an address of four decimal numbers, or a name");
        }
        return host;
    }

    private static boolean isPlainIpv4(String host) {
        return NetUtil.isValidIpV4Address(host) && Pattern.matches("(0|[1-9][0-9]*)(\\.(0|[1-9][0-9]*)){3}", host);
    }

    /** The host as it is written in a URL. */
    String authority() {
        return host.indexOf(':') < 0 ? host : "[" + host + "]";
    }

    /** Empty if the host is a name. */
    Optional<InetAddress> address() {
        byte[] bytes = NetUtil.createByteArrayFromIpAddressString(host);
        try {
            return bytes == null ? Optional.empty() : Optional.of(InetAddress.getByAddress(bytes));
        } catch (UnknownHostException e) {
            throw new IllegalStateException("4 or 16 bytes are always an address", e);
        }
    }
}
