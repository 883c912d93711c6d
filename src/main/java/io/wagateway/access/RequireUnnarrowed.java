package io.wagateway.access;

import io.wagateway.error.ForbiddenException;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/**
 * Steps {@code requireAllSessions} and {@code requireAllGroups}: 403 if the caller is narrowed to some of them, as the
 * operation reaches beyond those.
 *
 * @param kind sessions or groups
 */
record RequireUnnarrowed(String kind, Function<Scope, Set<String>> names) implements Processor {
    @Override
    public void process(Exchange exchange) {
        if (names.apply(Caller.of(exchange).scope()) != null) {
            throw new ForbiddenException(
                    "the key is narrowed to some " + kind + ", and this operation reaches beyond them",
                    Map.of("scope", kind));
        }
    }
}
