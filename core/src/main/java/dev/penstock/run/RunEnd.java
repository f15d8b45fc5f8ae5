package dev.penstock.run;

import dev.penstock.store.RunStatus;
import org.jspecify.annotations.Nullable;

/// How a run ended.
///
/// @param status complete, halted or interrupted
/// @param why one sentence for the operator; null when complete
public record RunEnd(RunStatus status, @Nullable String why) {}
