package dev.penstock.engine;

import java.math.BigDecimal;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// What `penstock run` asks for.
///
/// @param input path of a `.jsonl` or `.csv` file, or `-` for standard input (JSON Lines)
/// @param output folder for the results; null for `out/RUN/` in the project
/// @param runId null for a new one; an existing one goes on, if input, task and model are the same
/// @param limit read at most this many items; null for all
/// @param budgetUsd null for the configured one
/// @param mode null for the task's own
public record RunRequest(String task, String input, @Nullable Path output, @Nullable String runId, @Nullable Long limit,
        @Nullable BigDecimal budgetUsd, @Nullable String mode) {}
