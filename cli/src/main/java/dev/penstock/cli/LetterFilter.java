package dev.penstock.cli;

import dev.penstock.engine.Records;
import dev.penstock.store.DeadLetters;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Which dead letters.
final class LetterFilter {
    static final String ANY = "any";
    static final String OPEN = "open";

    @Option(names = "--run", paramLabel = "RUN", description = "Of this run.")
    @Nullable
    String run;

    @Option(names = "--task", paramLabel = "TASK", description = "Of this task.")
    @Nullable
    String task;

    @Option(names = "--failure", paramLabel = "REASON", description = "Dead-lettered for this reason, such as schema-mismatch.")
    @Nullable
    String failure;

    /// Whether anything narrows it down.
    boolean given() {
        return run != null || task != null || failure != null;
    }

    /// @param status `any` for all
    DeadLetters.Filter status(String status) {
        return new DeadLetters.Filter(run, task, failure, status.equals(ANY) ? null : status);
    }

    /// An unknown run is an error, not an empty list.
    ///
    /// @throws dev.penstock.engine.CannotStartException if there is no such run
    void refuseUnknownRun(Records records) {
        if (run != null) {
            records.run(run);
        }
    }

    /// As a user would type it.
    String typed() {
        return (run == null ? "" : " --run " + run) + (task == null ? "" : " --task " + task)
                + (failure == null ? "" : " --failure " + failure);
    }
}
