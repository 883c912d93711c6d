package io.wagateway.route;

import java.nio.file.Path;

/**
 * Where routes come from.
 *
 * @param routesDir a folder of *.camel.yaml files that replace and join the packaged ones; null: ./routes, if it is there */
public record RouteProperties(Path routesDir) {}
