package dev.penstock.provider.batch;

import dev.penstock.item.Failure;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A batch as its provider tells it.
///
/// @param status the provider's own word: `in_progress`, `expired` ...
/// @param ended whether nothing will change any more, so that its results can be read
/// @param failure why it was refused as a whole, so that it has no results; null when it was not. A retryable one may be
///     created again later
/// @param label null when the provider keeps none, or Penstock did not make it
/// @param file the uploaded file; null where there is none
/// @param counts of its entries
/// @param endedAt null while it has not ended
/// @param expiresAt when it will be ended unfinished; null when the provider does not say
/// @param resultFiles what [BatchApi#results] reads; empty where the provider needs none
/// @param problems what was wrong when it failed as a whole, a line each, free of prompts
public record Batch(String id, String status, boolean ended, @Nullable Failure failure,
        @Nullable BatchLabel label, @Nullable String file, Counts counts, Instant createdAt, @Nullable Instant endedAt,
        @Nullable Instant expiresAt,
        List<String> resultFiles, List<String> problems) {
    public Batch {
        resultFiles = List.copyOf(resultFiles);
        problems = List.copyOf(problems);
    }

    /// Whether it was refused as a whole.
    public boolean failed() {
        return failure != null;
    }

    /// How many entries there are, and what became of them.
    ///
    /// @param total 0 while the provider still counts
    /// @param answered well; null while the provider does not tell
    /// @param failed errored, expired and cancelled ones; null while the provider does not tell
    public record Counts(int total, @Nullable Integer answered, @Nullable Integer failed) {}
}
