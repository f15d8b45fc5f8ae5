package dev.penstock.limit;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// What the endpoint's state means for an item that just failed.
///
/// @param pause how long the endpoint pauses from now; null when it does not
/// @param sick whether it fails for everyone right now, so that the failure must not count against the item
/// @param passedMeanwhile calls that succeeded on this endpoint since it was opened; the item path compares two of them
public record Advice(@Nullable Duration pause, boolean sick, long passedMeanwhile) {}
