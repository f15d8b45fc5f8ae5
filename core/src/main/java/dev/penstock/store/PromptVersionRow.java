package dev.penstock.store;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A prompt version with the files that make it, so that a resumed run uses exactly what it started with.
///
/// @param hash `sha256:` and 64 hex digits
/// @param files file name to content
public record PromptVersionRow(String hash, String task, @Nullable String gitCommit, Map<String, String> files,
        Instant createdAt) {
    public PromptVersionRow {
        files = Map.copyOf(files);
    }
}
