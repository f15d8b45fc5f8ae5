package dev.penstock.limit;

/// Whether a call may be made.
sealed interface Admission {
    /// Now.
    record Granted(Grant grant) implements Admission {}

    /// Not before so many nanoseconds have passed; at least 1.
    record After(long nanos) implements Admission {}

    /// Not before another call ends.
    record OnChange() implements Admission {}

    /// Not before a person acts.
    ///
    /// @param why one sentence
    record Halted(String why) implements Admission {}
}
