package io.wagateway.engine.simulator;

import io.wagateway.engine.Jids;
import io.wagateway.engine.simulator.SimulatedAccount.Code;
import io.wagateway.engine.simulator.SimulatedAccount.Passkey;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * The simulator's accounts: the configured ones, and those that sessions made. A call links them, instead of a camera.
 */
public final class SimulatedAccounts {
    private static final Duration CODE_LIVES = Duration.ofSeconds(20);

    /** Without letters and digits that people confuse. */
    private static final String PAIRING_LETTERS = "ABCDEFGHJKLMNPQRSTVWXYZ123456789";

    private final SecureRandom random = new SecureRandom();
    private final LongSupplier nanoTime;
    private final Map<String, SimulatedAccount> byName = new ConcurrentHashMap<>();

    /** LIDs of the configured numbers, as a number keeps its LID when it is paired again. */
    private final Map<String, String> lids = new HashMap<>();

    /** The configured numbers, which only their own accounts may have. */
    private final Set<String> configured = new HashSet<>();

    SimulatedAccounts(SimulatorProperties world, LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        for (SimulatorProperties.Account account : world.accounts()) {
            RateLimit limit = RateLimit.parse("gateway.simulator.accounts.rate-limit", account.rateLimit());
            byName.put(
                    account.jid(),
                    new SimulatedAccount(
                            account.jid(),
                            account.jid(),
                            account.lid(),
                            account.connected() ? SimulatedAccount.State.WORKING : SimulatedAccount.State.STOPPED,
                            account.connected(),
                            account.latency(),
                            limit,
                            null,
                            null,
                            null));
            configured.add(Jids.spelling(account.jid()));
            if (account.lid() != null) {
                lids.put(account.jid(), account.lid());
            }
        }
    }

    public boolean has(String name) {
        return byName.containsKey(name);
    }

    /** Null if there is none of that name. */
    SimulatedAccount find(String name) {
        return name == null ? null : byName.get(name);
    }

    /** The user JIDs of all accounts that are paired. */
    Set<String> jids() {
        return byName.values().stream()
                .map(SimulatedAccount::jid)
                .filter(Objects::nonNull)
                .collect(Collectors.toSet());
    }

    Map<String, Object> status(String name) {
        SimulatedAccount account = find(name);
        Map<String, Object> status = new HashMap<>();
        status.put(
                "status", account == null ? "stopped" : account.state().name().toLowerCase(Locale.ROOT));
        if (account != null && account.isConnected()) {
            status.put("jid", account.jid());
            status.put("lid", account.lid());
        }
        if (account != null && account.state() == SimulatedAccount.State.PASSKEY_REQUIRED) {
            status.put("details", details(account.passkey()));
        }
        return status;
    }

    private static Map<String, Object> details(Passkey passkey) {
        return passkey.code() != null
                ? Map.of("step", "confirm", "code", passkey.code())
                : Map.of(
                        "step",
                        "answer",
                        "publicKey",
                        Map.of(
                                "challenge",
                                passkey.challenge(),
                                "rpId",
                                "whatsapp.com",
                                "timeout",
                                60_000,
                                "userVerification",
                                "required",
                                "allowCredentials",
                                List.of()));
    }

    /** The answer must be of the challenge; nobody verifies its signature. */
    Map<String, Object> answerPasskey(String name, Map<?, ?> credential) {
        AtomicReference<Map<String, Object>> response = new AtomicReference<>(Map.of("refusal", "no_passkey"));
        change(name, account -> {
            Passkey passkey = account.passkey();
            if (passkey == null || passkey.code() != null) {
                return account;
            }
            if (!passkey.challenge().equals(PasskeyAnswer.challenge(credential))) {
                response.set(Map.of("refusal", "invalid"));
                return account;
            }
            response.set(Map.of());
            return account.requiring(passkey.answered(pairingText()));
        });
        return response.get();
    }

    // Synchronized: as a scan, it may find the number taken.
    synchronized Map<String, Object> confirmPasskey(String name) {
        AtomicReference<Map<String, Object>> response = new AtomicReference<>(Map.of("refusal", "no_passkey"));
        change(name, account -> {
            Passkey passkey = account.passkey();
            if (passkey == null || passkey.code() == null || isTaken(account, passkey.jid())) {
                return account;
            }
            response.set(Map.of());
            return account.paired(passkey.jid(), lid(passkey.jid()));
        });
        return response.get();
    }

    Map<String, Object> start(String name) {
        if (name == null) {
            return Map.of("refusal", "not_connected");
        }
        byName.compute(name, (key, known) -> known == null ? SimulatedAccount.unpaired(key) : known.started());
        return Map.of();
    }

    Map<String, Object> stop(String name) {
        return change(name, SimulatedAccount::stopped);
    }

    Map<String, Object> logout(String name) {
        return change(name, account -> account.isPaired() ? account.unpaired() : account.stopped());
    }

    Map<String, Object> remove(String name) {
        if (name != null) {
            byName.remove(name);
        }
        return Map.of();
    }

    /** The QR code to scan; a new one if the last one has expired. */
    Map<String, Object> qr(String name) {
        AtomicReference<Map<String, Object>> response = new AtomicReference<>(noCode());
        change(name, account -> {
            if (!account.waitsForScan()) {
                response.set(account.isPaired() ? Map.of("refusal", "paired") : noCode());
                return account;
            }
            long now = nanoTime.getAsLong();
            Code code = account.code();
            if (code == null || code.isOver(now)) {
                code = new Code(codeText(), now + CODE_LIVES.toNanos());
            }
            response.set(
                    Map.of("code", code.text(), "expiresInMs", TimeUnit.NANOSECONDS.toMillis(code.expiresAt() - now)));
            return account.showing(code);
        });
        return response.get();
    }

    /** A code to type into the phone of that number. */
    Map<String, Object> pairingCode(String name, String phone) {
        AtomicReference<Map<String, Object>> response = new AtomicReference<>(noCode());
        change(name, account -> {
            if (!account.waitsForScan()) {
                response.set(account.isPaired() ? Map.of("refusal", "paired") : noCode());
                return account;
            }
            response.set(Map.of("code", pairingText()));
            return account.pairingWith(phone);
        });
        return response.get();
    }

    /**
     * Links the account, as a phone does by scanning the QR code or by a pairing code.
     *
     * @param phone the phone's number, digits; null for the number that requested a pairing code, else the account's
     *     configured number, else a random one
     * @param passkey whether WhatsApp asks for a passkey then
     * @return an empty map, or a refusal: paired, no_code, taken (by any other account, or in the configuration)
     */
    // Synchronized: of two scans with one number, only one may find it free.
    public synchronized Map<String, Object> scan(String name, String phone, boolean passkey) {
        AtomicReference<Map<String, Object>> response = new AtomicReference<>(noCode());
        change(name, account -> {
            if (!account.waitsForScan()) {
                response.set(account.isPaired() ? Map.of("refusal", "paired") : noCode());
                return account;
            }
            String jid = jid(account, phone);
            if (isTaken(account, jid)) {
                response.set(Map.of("refusal", "taken"));
                return account;
            }
            response.set(Map.of());
            return passkey ? account.requiring(new Passkey(jid, challenge(), null)) : account.paired(jid, lid(jid));
        });
        return response.get();
    }

    private String challenge() {
        byte[] challenge = new byte[32];
        random.nextBytes(challenge);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(challenge);
    }

    /** Whether another account has the number in any spelling, or its LID, or the configuration gives them to one. */
    private boolean isTaken(SimulatedAccount account, String jid) {
        String number = Jids.spelling(jid);
        String lid = lid(jid);
        boolean reserved = configured.contains(number) && !number.equals(Jids.spelling(account.name()));
        boolean lidReserved = lids.containsValue(lid) && !lids.containsKey(jid);
        return reserved
                || lidReserved
                || byName.values().stream()
                        .filter(other -> other.isPaired() && !other.name().equals(account.name()))
                        .anyMatch(other -> Jids.spelling(other.jid()).equals(number) || lid.equals(other.lid()));
    }

    private String lid(String jid) {
        return lids.getOrDefault(jid, lidOf(jid));
    }

    private String jid(SimulatedAccount account, String phone) {
        String number = phone != null ? phone : account.phone();
        if (number != null) {
            return number + "@s.whatsapp.net";
        }
        if (Jids.isUser(account.name())) {
            return account.name();
        }
        String random;
        do {
            random = digits("6280", 9) + "@s.whatsapp.net";
        } while (isTaken(account, random));
        return random;
    }

    /** An invented LID, always the same for one number. */
    private static String lidOf(String jid) {
        return new StringBuilder(jid.substring(0, jid.indexOf('@'))).reverse() + "@lid";
    }

    private Map<String, Object> change(String name, UnaryOperator<SimulatedAccount> change) {
        if (name != null) {
            byName.computeIfPresent(name, (key, account) -> change.apply(account));
        }
        return Map.of();
    }

    private static Map<String, Object> noCode() {
        return Map.of("refusal", "no_code");
    }

    /** Like WhatsApp's: a reference and three keys. */
    private String codeText() {
        return "2@" + base64(96) + "," + base64(32) + "," + base64(32) + "," + base64(32);
    }

    private String base64(int bytes) {
        byte[] key = new byte[bytes];
        random.nextBytes(key);
        return Base64.getEncoder().encodeToString(key);
    }

    private String pairingText() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 8; i++) {
            text.append(i == 4 ? "-" : "").append(PAIRING_LETTERS.charAt(random.nextInt(PAIRING_LETTERS.length())));
        }
        return text.toString();
    }

    private String digits(String start, int more) {
        StringBuilder digits = new StringBuilder(start);
        for (int i = 0; i < more; i++) {
            digits.append(random.nextInt(10));
        }
        return digits.toString();
    }
}
