package dev.penstock.limit;

import dev.penstock.provider.QuotaReading;
import dev.penstock.provider.Reply;

/// Permission for one call. Whoever holds it ends it exactly once, by [#settle] or [#abandon].
public interface Permit {
    /// Tells the limiter how the call ended, so that it speeds up, slows down, pauses or halts.
    ///
    /// @param quota what the response's headers say
    /// @throws IllegalStateException if the permit was ended before
    Advice settle(Reply reply, QuotaReading quota);

    /// Gives the permit back without a result: the call was never made, or its thread was interrupted. Does nothing if the
    /// permit was ended before.
    void abandon();
}
