package io.wagateway.group.grant;

import io.wagateway.database.Quotas;
import io.wagateway.error.ConflictException;
import java.util.List;
import java.util.function.LongSupplier;
import org.springframework.transaction.support.TransactionOperations;

/** What a promotion for a time needs of the grants that there are, before and without a change of the group. */
public final class Grants {
    private final GrantStore store;
    private final Quotas quotas;
    private final TransactionOperations transaction;
    private final LongSupplier clock;

    /** @param clock the database's time */
    Grants(GrantStore store, Quotas quotas, TransactionOperations transaction, LongSupplier clock) {
        this.store = store;
        this.quotas = quotas;
        this.transaction = transaction;
        this.clock = clock;
    }

    /**
     * Requires that the organisation may have so many more active grants.
     *
     * @throws ConflictException 409
     */
    public void requireRoom(String organization, int more) {
        quotas.requireRoomForGrants(organization, more);
    }

    /**
     * Moves the ends of the grants of members who are admins already; who is one without a grant gets none.
     *
     * @return those whose grant is being ended at this moment, for {@link #ending}
     */
    public List<NewGrant> move(String session, String group, List<NewGrant> granted) {
        long now = clock.getAsLong();
        return transaction.execute(status -> store.move(session, group, granted, now));
    }

    /** 409: the gateway is asking WhatsApp to demote the member, as the time was over. */
    public static ConflictException ending() {
        return new ConflictException("the member's grant is ending at this moment: repeat the call in some seconds");
    }
}
