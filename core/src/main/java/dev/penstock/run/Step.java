package dev.penstock.run;

import dev.penstock.item.Failure;
import dev.penstock.limit.HaltedException;

/// What one turn of an item came to. The store has it already.
sealed interface Step {
    /// Finished.
    record Accepted() implements Step {}

    /// Finished.
    ///
    /// @param sent whether anything was sent for it
    record DeadLettered(Failure reason, boolean sent) implements Step {}

    /// To be tried again at its due time.
    ///
    /// @param failed whether the call failed, rather than being pushed back: such a retry must be paid for
    record Later(Turn turn, boolean failed) implements Step {}

    /// The item stays pending, because nothing can succeed until a person acts.
    record Halted(HaltedException.Cause cause, String why) implements Step {}
}
