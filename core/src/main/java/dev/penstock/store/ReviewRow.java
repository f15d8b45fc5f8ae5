package dev.penstock.store;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// One decision about a dead letter.
///
/// @param action `accept`, `edit`, `discard` or `retry`
/// @param before the reply's output as JSON; null when there was none
/// @param after the accepted output as JSON; null unless accepted
public record ReviewRow(String deadLetterId, String actor, String action, @Nullable String reason,
        @Nullable String before, @Nullable String after, Instant at) {}
