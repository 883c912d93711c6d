package io.wagateway.engine.conformance;

import io.wagateway.engine.conformance.FakeWhatsApp.Account;
import io.wagateway.engine.conformance.FakeWhatsApp.State;
import java.util.List;
import java.util.Locale;

/** An invented engine, tiny: only conformance/routes/engines/tiny.camel.yaml describes its wire format. */
final class FakeTiny extends FakeEngine {
    private final String secret;

    FakeTiny(FakeWhatsApp whatsApp, String secret) {
        super(whatsApp);
        this.secret = secret;
        start();
    }

    @Override
    Kind kind(Request request) {
        boolean status = request.segments().size() == 2;
        return status ? Kind.STATUS : request.method().equals("POST") ? Kind.CHANGE : Kind.READ;
    }

    @Override
    String account(Request request) {
        return request.segments().get(1);
    }

    @Override
    Reply answer(Request request) {
        if (!secret.equals(request.header("x-tiny-key"))) {
            return Reply.json(401, Json.object("why", "key"));
        }
        List<String> path = request.segments();
        Account account = whatsApp().account(path.get(1));
        if (account == null || account.state() != State.CONNECTED) {
            return refused(FakeWhatsApp.SOCKET_CLOSED);
        }
        return switch (path.size()) {
            case 2 -> Reply.json(200, Json.object("up", true, "me", account.number()));
            case 4 -> people(account, path.get(3));
            default -> change(account, request);
        };
    }

    private Reply people(Account account, String gid) {
        int code = whatsApp().read(account, gid);
        if (code != FakeWhatsApp.OK) {
            return refused(code == 403 ? 404 : code);
        }
        return Reply.json(
                200,
                whatsApp().group(gid).present().stream()
                        .map(person -> Json.object(
                                "who",
                                person.number(),
                                "is",
                                person.role().name().toLowerCase(Locale.ROOT)))
                        .toList());
    }

    private Reply change(Account account, Request request) {
        boolean promote = Json.parse(request.body()).path("is").asText().equals("admin");
        String member = request.segments().get(4) + "@s.whatsapp.net";
        FakeWhatsApp.Answer answer =
                whatsApp().change(account, request.segments().get(3), promote, member);
        if (answer.code() != FakeWhatsApp.OK) {
            return refused(answer.code());
        }
        return answer.isDone() ? Reply.json(200, Json.object("done", true)) : refused(answer.row() == 404 ? 0 : 403);
    }

    private static Reply refused(int code) {
        String why =
                switch (code) {
                    case FakeWhatsApp.SOCKET_CLOSED -> "offline";
                    case 0 -> "who";
                    case 403 -> "no";
                    case 404 -> "which group";
                    case 429 -> "slowly";
                    default -> "hm";
                };
        return Reply.json(409, code == 429 ? Json.object("why", why, "wait", 17) : Json.object("why", why));
    }
}
