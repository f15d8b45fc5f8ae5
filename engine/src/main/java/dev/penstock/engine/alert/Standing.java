package dev.penstock.engine.alert;

import dev.penstock.run.RunEnd;

/// Where a run stands.
sealed interface Standing {
    /// It goes on by itself.
    record AtWork() implements Standing {}

    /// It ended, or waits for somebody.
    record Ended(RunEnd end) implements Standing {}

    /// It broke off.
    ///
    /// @param how the class of what was thrown
    record Broke(String how) implements Standing {}
}
