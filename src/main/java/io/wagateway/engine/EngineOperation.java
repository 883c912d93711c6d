package io.wagateway.engine;

/** The operations of engine routes. The wire name is the end of the route's {@code direct:} address. */
public enum EngineOperation {
    STATUS("status"),
    START("start"),
    STOP("stop"),
    LOGOUT("logout"),
    /** Optional: without it, the gateway stops and starts. */
    RESTART("restart"),
    REMOVE("remove"),
    QR("qr"),
    PAIRING_CODE("pairingCode"),
    /** Optional: of engines that pair accounts with a passkey. */
    ANSWER_PASSKEY("answerPasskey"),
    /** Optional, like {@link #ANSWER_PASSKEY}. */
    CONFIRM_PASSKEY("confirmPasskey"),
    READ_GROUP("readGroup"),
    /** Optional. */
    RESOLVE("resolve"),
    PROMOTE("promote"),
    DEMOTE("demote"),
    /** Optional: without it, the gateway sends a request for each member. */
    PROMOTE_ALL("promoteAll"),
    /** Optional, like {@link #PROMOTE_ALL}. */
    DEMOTE_ALL("demoteAll"),
    LIST_GROUPS("listGroups"),
    /** Optional: of engines that list groups with their members, and can leave the members out. */
    LIST_GROUPS_ONLY("listGroupsOnly"),
    /** Optional. */
    DESCRIBE_GROUP("describeGroup"),
    CREATE_GROUP("createGroup"),
    UPDATE_GROUP("updateGroup"),
    READ_INVITE("readInvite"),
    REVOKE_INVITE("revokeInvite"),
    ADD_MEMBERS("addMembers"),
    REMOVE_MEMBERS("removeMembers"),
    LEAVE("leave"),
    JOIN("join"),
    /** Optional. */
    PREVIEW_INVITE("previewInvite"),
    /** Optional, like {@link #APPROVE_JOIN_REQUESTS} and {@link #REJECT_JOIN_REQUESTS}, which need it. */
    LIST_JOIN_REQUESTS("listJoinRequests"),
    APPROVE_JOIN_REQUESTS("approveJoinRequests"),
    REJECT_JOIN_REQUESTS("rejectJoinRequests"),
    /** Optional. */
    SET_PICTURE("setPicture"),
    /** Optional. */
    DELETE_PICTURE("deletePicture"),
    /** Not asked: it reads what the engine's own webhook says. Optional. */
    HINTS("hints");

    private final String wireName;

    EngineOperation(String wireName) {
        this.wireName = wireName;
    }

    public String wireName() {
        return wireName;
    }
}
