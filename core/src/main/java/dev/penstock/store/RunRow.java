package dev.penstock.store;

import dev.penstock.provider.OutputMode;
import java.math.BigDecimal;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// One run as stored.
///
/// @param promptVersion the version pinned at the start
/// @param gitCommit commit of the registry at the start; null outside a repository
/// @param mode `sync`, `batch`, or `auto` when batches come first and the rest one by one
/// @param outputMode how replies are asked for, what `output: auto` came to included; null in stores that did not keep it
/// @param input path of the input file, or of the spool of standard input; empty for a day of generations
/// @param inputHash SHA-256 of the whole input; empty for a day of generations
/// @param limit at most this many items are read; null for all
/// @param budgetUsd null for none
/// @param simulated whether the endpoint is the simulator; every output says so
/// @param activeSeconds seconds worked, summed over resumes; of a session that was not ended, up to its last sign of life
public record RunRow(String id, String task, String promptVersion, @Nullable String gitCommit, String endpoint,
        String model, String mode, @Nullable OutputMode outputMode, String input, String inputHash,
        @Nullable Long limit, String outputDir,
        @Nullable BigDecimal budgetUsd, boolean simulated, RunStatus status, @Nullable String why, Instant startedAt,
        Instant updatedAt, double activeSeconds) {
    /// The same run, sent in another way.
    public RunRow in(String otherMode) {
        return new RunRow(id, task, promptVersion, gitCommit, endpoint, model, otherMode, outputMode, input, inputHash,
                limit, outputDir, budgetUsd, simulated, status, why, startedAt, updatedAt, activeSeconds);
    }

    /// Whether its items come one at a time from callers that wait, instead of from a file.
    public boolean takesGenerations() {
        return input.isEmpty();
    }
}
