package io.wagateway.bench;

/**
 * One repeated request to one server.
 *
 * @param name of its row
 * @param request the complete request, in ASCII
 * @param expected status of its response
 */
record Target(String name, Server server, String request, int expected) {
    private static final String MEMBER = "/groups/120363000000000001@g.us/members/6289000000001@s.whatsapp.net/promote";

    static final String API_KEY = "wa_bench_only_not_a_secret_0123456789";

    /** Status of a promotion. */
    static final int DONE = 204;

    /** The path of a promotion that changes nothing: the member is an admin already. */
    static String path(String session) {
        return "/api/v1/sessions/" + session + MEMBER;
    }

    static Target promote(String name, Server server, String token) {
        return promote(name, server, token, "quick", DONE);
    }

    /** A promotion in a session that does not exist. */
    static Target refused(String name, Server server) {
        return promote(name, server, API_KEY, "unknown", 404);
    }

    private static Target promote(String name, Server server, String token, String session, int expected) {
        String request = "POST " + path(session) + " HTTP/1.1\r\nHost: 127.0.0.1:" + server.port()
                + "\r\nAuthorization: Bearer " + token
                + "\r\nAccept: application/json\r\nUser-Agent: bench\r\nContent-Length: 0\r\n\r\n";
        return new Target(name, server, request, expected);
    }
}
