package io.wagateway.engine;

/** What an engine route can be asked; the wire name is the last part of its {@code direct:} address. */
public enum EngineOperation {
    STATUS("status"),
    READ_GROUP("readGroup"),
    /** May be missing. */
    RESOLVE("resolve"),
    PROMOTE("promote"),
    DEMOTE("demote");

    private final String wireName;

    EngineOperation(String wireName) {
        this.wireName = wireName;
    }

    public String wireName() {
        return wireName;
    }
}
