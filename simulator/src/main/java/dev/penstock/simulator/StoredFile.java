package dev.penstock.simulator;

import dev.penstock.provider.Body;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A file at the provider.
///
/// @param purpose `batch` or `batch_output`
/// @param job the batch it holds results of; null for one that was uploaded
record StoredFile(String id, String name, String purpose, Body body, Instant createdAt, @Nullable BatchJob job) {}
