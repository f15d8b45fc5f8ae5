package dev.penstock.engine;

import dev.penstock.item.Failure;
import dev.penstock.store.DeadLetterRow;
import dev.penstock.store.ReviewRow;
import org.jspecify.annotations.Nullable;

/// What became of a decision about a dead letter.
public sealed interface ReviewResult {
    /// The item joins the outputs at the next export.
    ///
    /// @param flag `reviewed`, `recheck`, `corrected` or `override`
    record Accepted(String flag) implements ReviewResult {}

    /// The item is given up.
    record Discarded() implements ReviewResult {}

    /// A check says no; nothing was changed.
    ///
    /// @param overridable whether a reason would have done
    record Refused(Failure failure, boolean overridable) implements ReviewResult {}

    /// There is no reply that could be accepted; nothing was changed.
    record NoReply() implements ReviewResult {}

    /// Somebody decided before; nothing was changed.
    ///
    /// @param letter as it is now
    /// @param by the last decision; null when the store has none
    record Decided(DeadLetterRow letter, @Nullable ReviewRow by) implements ReviewResult {}
}
