package dev.penstock.run;

/// How far an item comes without a call.
sealed interface Standing {
    /// A model must be asked.
    record Asks(Pursuit pursuit) implements Standing {}

    /// It is booked what its turn came to.
    record Ended(Step step) implements Standing {}
}
