package dev.penstock.store;

import java.util.Locale;

/// Where a run stands.
public enum RunStatus {
    /// A day of generations: it takes items until midnight, UTC.
    OPEN,
    /// An engine works on it, or died working on it.
    RUNNING,
    /// Nothing is pending.
    COMPLETE,
    /// A systemic failure stopped it; items are pending.
    HALTED,
    /// A stop rule paused it; items are pending.
    PAUSED,
    /// A person stopped it; items are pending.
    INTERRUPTED,
    /// A person gave it up.
    CANCELLED;

    /// The name in reports: `complete`, `halted`, ...
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
