package io.wagateway.engine.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import io.wagateway.engine.conformance.FakeServer.Reply;
import io.wagateway.engine.conformance.FakeServer.Request;
import io.wagateway.engine.conformance.FakeWhatsApp.Account;
import io.wagateway.engine.conformance.FakeWhatsApp.State;
import java.util.Base64;

/** wuzapi's pages under /session: the connection of the account and its pairing. */
final class FakeWuzapiAccounts {
    private final FakeWuzapi wuzapi;
    private final FakeWhatsApp whatsApp;
    private final boolean old;

    FakeWuzapiAccounts(FakeWuzapi wuzapi, boolean old) {
        this.wuzapi = wuzapi;
        this.whatsApp = wuzapi.whatsApp();
        this.old = old;
    }

    Reply answer(Account account, Request request) {
        JsonNode body = Json.parse(request.body());
        boolean needsSession = !request.path().equals("/session/connect")
                && (old || !request.path().equals("/session/status"));
        if (needsSession && account.state() == State.STOPPED) {
            return wuzapi.noSession();
        }
        return switch (request.method() + " " + request.path()) {
            case "GET /session/status" -> status(account);
            case "POST /session/connect" -> connect(account, body);
            case "POST /session/disconnect" -> disconnect(account);
            case "POST /session/logout" -> logout(account);
            case "GET /session/qr" -> qr(account);
            case "POST /session/pairphone" -> pair(account, body.path("Phone").asText());
            default -> FakeWuzapi.noPage();
        };
    }

    private Reply status(Account account) {
        boolean connected = account.state() != State.STOPPED;
        boolean loggedIn = connected && account.state() != State.UNPAIRED;
        if (old) {
            return FakeWuzapi.success(Json.object("Connected", connected, "LoggedIn", loggedIn));
        }
        return FakeWuzapi.success(Json.object(
                "id",
                "b5c3",
                "name",
                account.name(),
                "connected",
                connected,
                "loggedIn",
                loggedIn,
                "token",
                FakeWuzapi.token(account.name()),
                "jid",
                // wuzapi keeps it if the phone unlinks the account.
                account.number().isEmpty() ? "" : account.number() + ":12@s.whatsapp.net",
                "qrcode",
                account.state() == State.UNPAIRED ? qrCode() : "",
                "webhook",
                "",
                "events",
                "All"));
    }

    private Reply connect(Account account, JsonNode body) {
        if (!body.path("Immediate").asBoolean()) {
            throw new IllegalArgumentException("wuzapi would wait ten seconds for the connection");
        }
        if (account.state() != State.STOPPED) {
            return wuzapi.error(500, "already connected", "Already Connected");
        }
        whatsApp.startAccount(account.name());
        return FakeWuzapi.success(Json.object("webhook", "", "jid", "", "events", "", "details", "Connected!"));
    }

    private Reply disconnect(Account account) {
        if (old && account.state() == State.UNPAIRED) {
            return FakeWuzapi.error(500, "Cannot disconnect because it is not logged in");
        }
        whatsApp.stopAccount(account.name());
        return FakeWuzapi.details("Disconnected");
    }

    private Reply logout(Account account) {
        if (account.state() == State.UNPAIRED) {
            return wuzapi.error(
                    500, "could not logout as it was not logged in", "Could not logout as it was not logged in");
        }
        whatsApp.unpairAccount(account.name());
        whatsApp.stopAccount(account.name());
        return FakeWuzapi.details("Logged out");
    }

    private Reply qr(Account account) {
        return account.state() == State.UNPAIRED
                ? FakeWuzapi.success(Json.object("QRCode", qrCode()))
                : wuzapi.error(500, "already logged in", "Already Loggedin");
    }

    private static String qrCode() {
        return "data:image/png;base64," + Base64.getEncoder().encodeToString(FakeGowaAccounts.PNG);
    }

    private Reply pair(Account account, String phone) {
        if (account.state() != State.UNPAIRED) {
            return wuzapi.error(400, "already paired", "Already paired");
        }
        return phone.length() <= 6
                ? FakeWuzapi.error(400, "phone number too short")
                : FakeWuzapi.success(Json.object("LinkingCode", "ABCD-1234"));
    }
}
