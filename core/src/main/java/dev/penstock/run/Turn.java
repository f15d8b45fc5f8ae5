package dev.penstock.run;

import dev.penstock.store.PendingItem;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// An item's turn to be worked on.
///
/// @param due by the run's steady clock
/// @param pursuit what this engine knows of earlier calls for it; null the first time
record Turn(PendingItem item, Instant due, @Nullable Pursuit pursuit) {
    static Turn first(PendingItem item, RunClock clock) {
        return new Turn(item, clock.steady(item.due()), null);
    }
}
