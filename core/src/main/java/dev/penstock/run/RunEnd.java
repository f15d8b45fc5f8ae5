package dev.penstock.run;

import dev.penstock.limit.HaltedException;
import dev.penstock.store.RunStatus;
import org.jspecify.annotations.Nullable;

/// How a run ended.
///
/// @param status complete, halted or interrupted
/// @param why one sentence for the operator; null when complete
/// @param halt what stood in the way; null when it did not halt
public record RunEnd(RunStatus status, @Nullable String why, HaltedException.@Nullable Cause halt) {
    public static RunEnd complete() {
        return new RunEnd(RunStatus.COMPLETE, null, null);
    }

    /// Stopped, paused or interrupted.
    public static RunEnd early(RunStatus status, String why) {
        return new RunEnd(status, why, null);
    }

    public static RunEnd halted(HaltedException.Cause cause, String why) {
        return new RunEnd(RunStatus.HALTED, why, cause);
    }
}
