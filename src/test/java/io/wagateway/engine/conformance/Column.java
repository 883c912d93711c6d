package io.wagateway.engine.conformance;

import java.util.Arrays;
import java.util.Locale;

/** A column of the table: an engine, in one of the shapes that it has. */
enum Column {
    SIMULATOR("simulator"),
    WAHA_GOWS("waha"),
    WAHA_NOWEB("waha"),
    WAHA_WEBJS("waha"),
    WAHA_WPP("waha"),
    GOWS_2024("waha"),
    NOWEB_2024("waha"),
    WEBJS_2024("waha"),
    EVOLUTION("evolution"),
    GOWA("gowa"),
    WUZAPI("wuzapi"),
    WUZAPI_OLD("wuzapi");

    /** The engines that report a change of a member as a success although WhatsApp refused it in the member's row. */
    static final Column[] LIARS = {WAHA_WEBJS, WAHA_WPP, WEBJS_2024, GOWA, WUZAPI, WUZAPI_OLD};

    /** The engines that never say why WhatsApp refused a whole request. */
    static final Column[] MUTE = {WAHA_WEBJS, WAHA_WPP, WEBJS_2024, WUZAPI, WUZAPI_OLD};

    private final String kind;

    Column(String kind) {
        this.kind = kind;
    }

    String kind() {
        return kind;
    }

    boolean isFake() {
        return this != SIMULATOR;
    }

    boolean isLiar() {
        return Arrays.asList(LIARS).contains(this);
    }

    /** The name of an entry, and of a printed column. */
    String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    FakeEngine fake(FakeWhatsApp whatsApp) {
        return switch (this) {
            case SIMULATOR -> throw new IllegalArgumentException("the simulator is no fake");
            case WAHA_GOWS, GOWS_2024 -> waha(whatsApp, FakeWaha.Flavor.GOWS);
            case WAHA_NOWEB, NOWEB_2024 -> waha(whatsApp, FakeWaha.Flavor.NOWEB);
            case WAHA_WEBJS, WEBJS_2024 -> waha(whatsApp, FakeWaha.Flavor.WEBJS);
            case WAHA_WPP -> waha(whatsApp, FakeWaha.Flavor.WPP);
            case EVOLUTION -> new FakeEvolution(whatsApp, secret("main"));
            case GOWA -> new FakeGowa(whatsApp, secret("main"));
            case WUZAPI, WUZAPI_OLD -> new FakeWuzapi(whatsApp, this == WUZAPI_OLD);
        };
    }

    private FakeEngine waha(FakeWhatsApp whatsApp, FakeWaha.Flavor flavor) {
        return new FakeWaha(whatsApp, flavor, label().endsWith("-2024"), secret("main"));
    }

    /** The secret that the engine wants for this account. */
    String secret(String account) {
        return switch (kind) {
            case "gowa" -> "operator:S3CR3T-gowa";
            case "wuzapi" -> FakeWuzapi.token(account);
            default -> "S3CR3T-" + kind;
        };
    }
}
