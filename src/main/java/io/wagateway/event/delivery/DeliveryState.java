package io.wagateway.event.delivery;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.Optional;

/** The state of a delivery, by the name that the table {@code deliveries} and the contract have for it. */
public enum DeliveryState {
    PENDING("pending"),
    DELIVERED("delivered"),
    DEAD("dead");

    private final String storedName;

    DeliveryState(String storedName) {
        this.storedName = storedName;
    }

    @JsonValue
    public String storedName() {
        return storedName;
    }

    /**
     * The quoted name, for SQL text. A parameter would keep PostgreSQL's generic plans from seeing how rare the state is.
     */
    public String literal() {
        return "'" + storedName + "'";
    }

    /** Empty if there is no state of that name. */
    public static Optional<DeliveryState> of(String storedName) {
        return Arrays.stream(values())
                .filter(state -> state.storedName.equals(storedName))
                .findFirst();
    }
}
