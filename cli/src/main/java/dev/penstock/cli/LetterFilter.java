package dev.penstock.cli;

import dev.penstock.engine.CannotStartException;
import dev.penstock.engine.Records;
import dev.penstock.settings.Spelling;
import dev.penstock.store.DeadLetters;
import java.util.Locale;
import java.util.TreeSet;
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

    /// An unknown run or reason is an error, not an empty list.
    ///
    /// @throws CannotStartException if there is no such run or reason
    void refuseUnknown(Records records) {
        if (failure != null && !FailureNames.ALL.contains(failure)) {
            throw new CannotStartException("there is no reason '" + failure + "'",
                    Spelling.nearest(failure, FailureNames.ALL).map(near -> "did you mean " + near + "? ").orElse("")
                            + "allowed: " + String.join(", ", new TreeSet<>(FailureNames.ALL)));
        }
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
