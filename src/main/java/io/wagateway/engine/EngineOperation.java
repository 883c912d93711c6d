package io.wagateway.engine;

/** What an engine route can be asked; the wire name is the last part of its {@code direct:} address. */
public enum EngineOperation {
    STATUS("status"),
    START("start"),
    STOP("stop"),
    LOGOUT("logout"),
    /** May be missing: then it is stop and start. */
    RESTART("restart"),
    REMOVE("remove"),
    QR("qr"),
    PAIRING_CODE("pairingCode"),
    READ_GROUP("readGroup"),
    /** May be missing. */
    RESOLVE("resolve"),
    PROMOTE("promote"),
    DEMOTE("demote"),
    /** May be missing: then each member is a question of its own. */
    PROMOTE_ALL("promoteAll"),
    /** As {@link #PROMOTE_ALL}. */
    DEMOTE_ALL("demoteAll"),
    LIST_GROUPS("listGroups"),
    /** May be missing. */
    DESCRIBE_GROUP("describeGroup"),
    CREATE_GROUP("createGroup"),
    UPDATE_GROUP("updateGroup"),
    READ_INVITE("readInvite"),
    REVOKE_INVITE("revokeInvite"),
    ADD_MEMBERS("addMembers"),
    REMOVE_MEMBERS("removeMembers"),
    LEAVE("leave"),
    JOIN("join");

    private final String wireName;

    EngineOperation(String wireName) {
        this.wireName = wireName;
    }

    public String wireName() {
        return wireName;
    }
}
