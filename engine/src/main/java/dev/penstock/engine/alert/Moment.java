package dev.penstock.engine.alert;

import dev.penstock.limit.Limiter;
import dev.penstock.run.Progress;
import dev.penstock.store.RunRow;
import dev.penstock.store.RunStatus;
import java.math.BigDecimal;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// How a run stands at one moment.
///
/// @param run as it was when the work on it began
/// @param status where it stands now
/// @param why what stopped it, one sentence; null while it works, and when it is complete
record Moment(Instant at, RunRow run, Progress.Snapshot progress, Limiter.State endpoint, RunStatus status,
        @Nullable String why) {
    private static final String BUDGET = "budget:";

    boolean atWork() {
        return status == RunStatus.RUNNING || status == RunStatus.OPEN;
    }

    boolean complete() {
        return status == RunStatus.COMPLETE;
    }

    /// Whether the next call did not fit into the budget.
    boolean atTheWall() {
        return status == RunStatus.HALTED && why != null && why.startsWith(BUDGET);
    }

    /// What a budget counts: confirmed and unconfirmed.
    BigDecimal spentUsd() {
        return progress.costUsd().values().stream().reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    Alert.Subject subject() {
        return new Alert.Subject(run.task(), run.id(), run.endpoint(), run.simulated());
    }
}
