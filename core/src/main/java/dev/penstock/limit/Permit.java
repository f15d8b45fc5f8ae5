package dev.penstock.limit;

import dev.penstock.provider.Exchange;
import dev.penstock.provider.Reply;

/// Permission for one call. Whoever holds it ends it exactly once, by [#settle] or [#abandon].
public interface Permit {
    /// Tells the limiter how the call ended, so that it speeds up, slows down, pauses or halts.
    ///
    /// @throws IllegalStateException if the permit was ended before
    Advice settle(Exchange exchange, Reply reply);

    /// Gives the permit back without a result: the call was never made, or its thread was interrupted. Does nothing if the
    /// permit was ended before.
    void abandon();
}
