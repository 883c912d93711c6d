package io.wagateway.inbox;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.wagateway.engine.EngineClient;
import io.wagateway.group.stored.HintedGroups;
import io.wagateway.session.HintedSessions;
import io.wagateway.session.Session;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads the webhooks of engines on a thread of its own, and passes on what they hint at. */
final class HintReader {
    private static final Logger LOG = LoggerFactory.getLogger(HintReader.class);
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Of one webhook. */
    private static final int MAX_HINTS = 100;

    /** Webhooks that wait for the thread. */
    private static final long MAX_WAITING_BYTES = 16L * 1024 * 1024;

    private final AtomicLong waitingBytes = new AtomicLong();
    private final EngineClient engines;
    private final HintedSessions sessions;
    private final HintedGroups groups;
    private final ExecutorService executor;

    /** @param executor with a bounded queue: a webhook that it rejects is dropped, and the next refresh reads what it hinted at */
    HintReader(EngineClient engines, HintedSessions sessions, HintedGroups groups, ExecutorService executor) {
        this.engines = engines;
        this.sessions = sessions;
        this.groups = groups;
        this.executor = executor;
    }

    /** Never waits. */
    void accept(String entry, String contentType, byte[] body) {
        if (waitingBytes.addAndGet(body.length) > MAX_WAITING_BYTES) {
            drop(entry, body);
            return;
        }
        try {
            executor.execute(() -> {
                waitingBytes.addAndGet(-body.length);
                read(entry, contentType, body);
            });
        } catch (RejectedExecutionException e) {
            drop(entry, body);
        }
    }

    private void drop(String entry, byte[] body) {
        waitingBytes.addAndGet(-body.length);
        LOG.debug("engine={} Dropped a webhook, as too many wait", entry);
    }

    private void read(String entry, String contentType, byte[] body) {
        try {
            boolean isForm = contentType != null && contentType.startsWith("application/x-www-form-urlencoded");
            Object content =
                    isForm ? form(new String(body, StandardCharsets.UTF_8)) : JSON.readValue(body, Object.class);
            if (content instanceof Map<?, ?> map) {
                engines.hints(entry, asMap(map)).stream().limit(MAX_HINTS).forEach(hint -> pass(entry, hint));
            }
        } catch (IOException | IllegalArgumentException e) {
            // Neither JSON nor a form.
            LOG.debug("engine={} Cannot read a webhook", entry, e);
        } catch (RuntimeException e) {
            LOG.warn(
                    "engine={} Could not follow a webhook: {}",
                    entry,
                    e.getClass().getName());
        }
    }

    private void pass(String entry, Map<String, Object> hint) {
        String name = hint.get("session") == null ? null : hint.get("session").toString();
        List<Session> found = sessions.find(entry, name);
        if (hint.get("group") instanceof String group) {
            found.forEach(session -> groups.hint(session, group));
        } else {
            found.forEach(sessions::hint);
        }
    }

    /** A value that is JSON becomes what it describes. */
    private static Map<String, Object> form(String body) {
        Map<String, Object> fields = new LinkedHashMap<>();
        for (String field : body.split("&", -1)) {
            int equals = field.indexOf('=');
            if (equals > 0) {
                fields.put(decoded(field.substring(0, equals)), value(decoded(field.substring(equals + 1))));
            }
        }
        return fields;
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    private static Object value(String text) {
        try {
            return text.startsWith("{") ? JSON.readValue(text, Object.class) : text;
        } catch (JsonProcessingException noJson) {
            return text;
        }
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> asMap(Map<?, ?> map) {
        return (Map<String, Object>) map;
    }
}
