package dev.penstock.store;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// One decision about a dead letter.
///
/// @param action `accept`, `edit`, `discard` or `retry`
/// @param overrides the failure that a check still saw when the reply was accepted all the same; null otherwise
/// @param output JSON: the reply's output, null when there was none; and the accepted one, null unless accepted
/// @param prompt prompt versions: the one that was asked with; and the one whose checks judged an accepted output, or that
///     a retry asks with. Null when not known, or when there is none
public record ReviewRow(String deadLetterId, String actor, String action, @Nullable String reason,
        @Nullable String overrides, Change output, Change prompt, Instant at) {
    /// What a decision changed.
    public record Change(@Nullable String before, @Nullable String after) {}
}
