package io.wagateway.engine;

import java.nio.charset.StandardCharsets;
import org.springframework.web.util.UriUtils;

/** Addresses that engine routes put together of names that are not theirs. */
public final class EnginePaths {
    private EnginePaths() {}

    /** One segment of a path with everything encoded that could end it; null is the empty one. */
    public static String segment(Object name) {
        return name == null ? "" : UriUtils.encode(name.toString(), StandardCharsets.UTF_8);
    }
}
