package dev.penstock.run;

/// What one turn of an item came to. The store has it already.
sealed interface Step {
    /// Accepted or dead-lettered.
    record Finished() implements Step {}

    /// To be tried again at its due time.
    record Later(Turn turn) implements Step {}

    /// The item stays pending, because nothing can succeed until a person acts.
    record Halted(String why) implements Step {}
}
