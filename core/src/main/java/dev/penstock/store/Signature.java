package dev.penstock.store;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Who decides, why and when.
///
/// @param reason null when none was given
public record Signature(String actor, @Nullable String reason, Instant at) {}
