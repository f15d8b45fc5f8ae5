package dev.penstock.cli;

import dev.penstock.engine.Records;
import dev.penstock.store.DeadLetters;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Which dead letters.
final class LetterFilter {
    /// Where a dead letter stands.
    enum Status {
        OPEN, ACCEPTED, DISCARDED, RETRIED, ANY
    }

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

    DeadLetters.Filter status(Status status) {
        return new DeadLetters.Filter(run, task, failure,
                status == Status.ANY ? null : status.name().toLowerCase(Locale.ROOT));
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
