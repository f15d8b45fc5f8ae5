package dev.penstock.provider.batch;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A file uploaded for a batch.
///
/// @param label null when Penstock did not make it
public record BatchFile(String id, @Nullable BatchLabel label, Instant createdAt) {}
