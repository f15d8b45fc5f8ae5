package dev.penstock.store;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What everything cost, over all runs. Safe beside a running engine, also from another process.
public interface Ledger {
    /// The books by day, task, endpoint, model and purpose, in that order; read in one pass from one snapshot.
    List<CostRow> costs(Filter filter);

    /// What calls were like, by the newest few thousand of them. Cheap however large the store is.
    Usual usual(Usual.Of of);

    /// What calls took, by the newest few thousand of them. Cheap however large the store is.
    PastCalls past(PastCalls.Of of);

    /// Which attempts; a null field means any.
    ///
    /// @param from sent at or after this time
    /// @param to sent before this time
    record Filter(@Nullable String task, @Nullable Instant from, @Nullable Instant to) {}
}
