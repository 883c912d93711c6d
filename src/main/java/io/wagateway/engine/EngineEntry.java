package io.wagateway.engine;

import io.wagateway.error.StartupException;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * One running engine, an entry of {@code gateway.engines}.
 *
 * @param kind the engine's kind, a folder routes/engines/(kind)/ or a file (kind).camel.yaml there; required
 * @param url the engine's http or https URL, without a user, a password, a query or a fragment; the simulator needs none
 * @param secret the secret that the engine expects from the gateway, in the form that its kind defines; default none
 * @param timeout the time-out of a whole call, more than 0ms and at most 50s; default 15s
 * @param maxConcurrentCalls how many calls may be in flight at once, 1 to 10000; the gateway refuses one more; default
 *     1024
 * @param organizations the organisations that may make sessions on it through the API; default every one. Provisioning
 *     ignores it
 * @param inboxSecret the secret with which the engine signs its webhooks to {@code /inbox/<entry>}, 16 or more characters;
 *     default none: there is no inbox
 */
public record EngineEntry(
        String kind,
        String url,
        String secret,
        Duration timeout,
        Integer maxConcurrentCalls,
        List<String> organizations,
        String inboxSecret) {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");
    private static final String SIMULATOR = "simulator";
    private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(15);
    private static final Duration MAX_TIMEOUT = Duration.ofSeconds(50);
    private static final int DEFAULT_CALLS = 1_024;
    private static final int MAX_CALLS = 10_000;
    private static final int SHORTEST_INBOX_SECRET = 16;

    /** The entries if none is configured. */
    public static final Map<String, EngineEntry> DEFAULT =
            Map.of(SIMULATOR, new EngineEntry(SIMULATOR, null, null, null, null, null, null));

    /** Whether it is the embedded simulator, which knows each account by one name. */
    public boolean isSimulator() {
        return SIMULATOR.equals(kind);
    }

    public EngineEntry {
        timeout = timeout == null ? DEFAULT_TIMEOUT : timeout;
        maxConcurrentCalls = maxConcurrentCalls == null ? DEFAULT_CALLS : maxConcurrentCalls;
        organizations = organizations == null ? null : List.copyOf(organizations);
    }

    /** Whether the engine may send its webhooks to the gateway. */
    public boolean hasInbox() {
        return inboxSecret != null && !inboxSecret.isEmpty();
    }

    /** Whether an organisation may make sessions on this engine through the API. */
    public boolean isOpenTo(String organization) {
        return organizations == null || organizations.contains(organization);
    }

    /**
     * Whether both entries reach the same engine.
     *
     * @param ignoreSecret false if the secret selects the account on that engine
     */
    boolean reachesSame(EngineEntry other, boolean ignoreSecret) {
        return kind.equals(other.kind)
                && address(url).equals(address(other.url))
                && (ignoreSecret || Objects.equals(secret, other.secret));
    }

    private static String address(String url) {
        return url == null ? "" : url.strip().replaceAll("/+$", "").toLowerCase(Locale.ROOT);
    }

    /** Checks the entry; the route loader checks later whether its kind is loaded. */
    public void check(String name) {
        String property = "gateway.engines." + name;
        if (!NAME.matcher(name).matches()) {
            throw StartupException.property(
                    "gateway.engines", name, "an entry's name is 1-64 letters, digits, '.', '_', '-'");
        }
        if (kind == null || kind.isBlank()) {
            throw StartupException.property(property + ".kind", "", "name the engine's kind, for example simulator");
        }
        if (url != null && !url.isBlank()) {
            checkUrl(property + ".url", url);
        }
        if (secret != null && secret.contains("${")) {
            throw StartupException.secret(property + ".secret", "names a variable that is not set");
        }
        if (inboxSecret != null && inboxSecret.contains("${")) {
            throw StartupException.secret(property + ".inbox-secret", "names a variable that is not set");
        }
        if (inboxSecret != null && !inboxSecret.isEmpty() && inboxSecret.length() < SHORTEST_INBOX_SECRET) {
            throw StartupException.secret(property + ".inbox-secret", "is shorter than 16 characters");
        }
        if (timeout.isNegative() || timeout.isZero() || timeout.compareTo(MAX_TIMEOUT) > 0) {
            throw StartupException.property(
                    property + ".timeout", timeout.toMillis() + "ms", "more than 0ms and at most 50s");
        }
        if (maxConcurrentCalls < 1 || maxConcurrentCalls > MAX_CALLS) {
            throw StartupException.property(
                    property + ".max-concurrent-calls", maxConcurrentCalls, "1 to " + MAX_CALLS);
        }
    }

    /**
     * Checks that a URL is an absolute http or https URL without a user, a password, a query or a fragment.
     *
     * @throws StartupException if it is not; the message shows the URL only if it cannot hold a secret
     */
    public static void checkUrl(String property, String url) {
        try {
            URI uri = new URI(url);
            boolean http = "http".equalsIgnoreCase(uri.getScheme()) || "https".equalsIgnoreCase(uri.getScheme());
            boolean bare = uri.getUserInfo() == null && uri.getRawQuery() == null && uri.getRawFragment() == null;
            if (http && uri.getHost() != null && bare) {
                return;
            }
            throw wrongUrl(property, url);
        } catch (URISyntaxException e) {
            throw wrongUrl(property, url);
        }
    }

    private static StartupException wrongUrl(String property, String url) {
        String allowed = "an absolute http or https URL without a user, a password, a query or a fragment";
        return StartupException.url(property, url, allowed);
    }

    /** Leaves out the URL and the secrets. */
    @Override
    public String toString() {
        return "EngineEntry[kind=" + kind + ", timeout=" + timeout + ", maxConcurrentCalls=" + maxConcurrentCalls + "]";
    }
}
