package io.wagateway.engine.conformance;

import io.wagateway.engine.conformance.FakeServer.Reply;
import io.wagateway.engine.conformance.FakeServer.Request;
import io.wagateway.engine.conformance.FakeWhatsApp.Account;
import io.wagateway.engine.conformance.FakeWhatsApp.State;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** GOWA's devices: how they are made, paired, connected and removed. */
final class FakeGowaAccounts {
    /** Enough of a picture to begin like one. */
    static final byte[] PNG = Base64.getDecoder().decode("iVBORw0KGgoAAAANSUhEUv8=");

    private static final String FOLDER = "/statics/qrcode/";

    private final FakeWhatsApp whatsApp;
    private final Set<String> pictures = ConcurrentHashMap.newKeySet();
    private final AtomicInteger drawn = new AtomicInteger();

    FakeGowaAccounts(FakeWhatsApp whatsApp) {
        this.whatsApp = whatsApp;
    }

    /** Answers a request that needs no device; null if this request needs one. */
    Reply withoutDevice(Request request) {
        List<String> path = request.segments();
        if (request.path().startsWith(FOLDER)) {
            return pictures.contains(request.path()) ? Reply.png(PNG) : FakeGowa.notFound(request);
        }
        if (!path.get(0).equals("devices")) {
            return null;
        }
        return switch (request.method()) {
            case "POST" -> {
                String name = Json.parse(request.body()).path("device_id").asText();
                if (whatsApp.account(name) != null) {
                    yield FakeGowa.refused("device " + name + " already exists");
                }
                whatsApp.open(name);
                yield FakeGowa.success("Device added", Json.object("id", name, "state", "disconnected"));
            }
            // Also if there is no such device.
            case "DELETE" -> {
                whatsApp.forgetAccount(path.get(1));
                yield FakeGowa.success("Device removed", null);
            }
            default -> null;
        };
    }

    /** Answers a request about a device that exists; null if the request is about something else. */
    Reply answer(Account account, Request request) {
        return switch (request.method() + " " + request.path()) {
            case "GET /app/status" -> status(account, false);
            case "GET /app/login" -> login(account);
            case "GET /app/login-with-code" ->
                loginWithCode(account, request.query().getOrDefault("phone", ""));
            case "GET /app/passkey" -> passkey(account);
            case "POST /app/passkey/response" -> answerPasskey(account, request);
            case "POST /app/passkey/confirm" -> confirmPasskey(account);
            case "GET /app/reconnect" -> reconnect(account);
            case "GET /app/logout" -> {
                whatsApp.unpairAccount(account.name());
                yield FakeGowa.success("Success logout", Json.object("device_id", account.name()));
            }
            default -> null;
        };
    }

    static Reply status(Account account, boolean byPath) {
        boolean claimsConnected = account.state() != State.STOPPED;
        boolean loggedIn = claimsConnected && account.state() != State.UNPAIRED;
        Map<String, Object> results =
                Json.object("device_id", account.name(), "is_connected", claimsConnected, "is_logged_in", loggedIn);
        if (!byPath) {
            results.put(
                    "jid",
                    account.state() == State.UNPAIRED || account.number().isEmpty()
                            ? ""
                            : account.number() + ":12@s.whatsapp.net");
        }
        return FakeGowa.success("Device status", results);
    }

    private Reply login(Account account) {
        if (account.state() == State.CONNECTED) {
            return FakeGowa.error(400, "ALREADY_LOGGED_IN", "you are already logged in.", null);
        }
        whatsApp.startAccount(account.name());
        if (isPaired(account)) {
            String text = "your session have been saved, please wait to connect 2 second and refresh again";
            return FakeGowa.error(500, "SESSION_SAVED_ERROR", text, null);
        }
        String file = FOLDER + "scan-qr-00000000-0000-4000-8000-" + drawn.incrementAndGet() + ".png";
        pictures.add(file);
        // GOWA takes the host from the request, so a proxy may change it.
        return FakeGowa.success(
                "Login success",
                Json.object("device_id", account.name(), "qr_link", "http://127.0.0.1:9" + file, "qr_duration", 30));
    }

    private Reply loginWithCode(Account account, String phone) {
        if (!phone.matches("\\+?[0-9]{1,15}")) {
            return FakeGowa.error(400, "VALIDATION_ERROR", "phone_number: must be in a valid format.", null);
        }
        if (account.state() == State.CONNECTED) {
            return FakeGowa.error(400, "ALREADY_LOGGED_IN", "you are already logged in.", null);
        }
        whatsApp.startAccount(account.name());
        return phone.length() <= 6
                ? FakeGowa.refused("phone number too short")
                : FakeGowa.success(
                        "Login with code success", Json.object("device_id", account.name(), "pair_code", "ABCD-1234"));
    }

    private Reply passkey(Account account) {
        FakeWhatsApp.Passkey passkey = whatsApp.passkey(account.name());
        boolean answered = passkey != null && passkey.code() != null;
        return FakeGowa.success(
                "Passkey pairing status",
                Json.object(
                        "device_id",
                        account.name(),
                        "status",
                        passkey == null ? "none" : answered ? "awaiting_confirmation" : "awaiting_response",
                        "challenge",
                        passkey == null || answered
                                ? null
                                : Json.object("challenge", passkey.challenge(), "rpId", "whatsapp.com"),
                        "code",
                        answered ? passkey.code() : "",
                        "skip_handoff_ux",
                        false));
    }

    private Reply answerPasskey(Account account, Request request) {
        if (Json.parse(request.body()).at("/response/signature").asText().isEmpty()) {
            return FakeGowa.error(400, "VALIDATION_ERROR", "response.signature: cannot be blank", null);
        }
        FakeWhatsApp.Passkey passkey = whatsApp.passkey(account.name());
        if (passkey == null || passkey.code() != null) {
            return FakeGowa.refused("no pending passkey pairing request for device " + account.name());
        }
        whatsApp.answerPasskey(account.name());
        return FakeGowa.success("Passkey response sent", Json.object("device_id", account.name()));
    }

    private Reply confirmPasskey(Account account) {
        FakeWhatsApp.Passkey passkey = whatsApp.passkey(account.name());
        if (passkey == null || passkey.code() == null) {
            return FakeGowa.refused("no pending passkey confirmation for device " + account.name());
        }
        whatsApp.confirmPasskey(account.name());
        return FakeGowa.success("Passkey pairing confirmed", Json.object("device_id", account.name()));
    }

    private Reply reconnect(Account account) {
        if (!isPaired(account)) {
            return FakeGowa.refused("device " + account.name() + " is not logged in (session deleted)");
        }
        whatsApp.startAccount(account.name());
        return FakeGowa.success("Reconnect success", Json.object("device_id", account.name()));
    }

    private static boolean isPaired(Account account) {
        return account.state() != State.UNPAIRED && !account.number().isEmpty();
    }
}
