package dev.penstock.engine.alert;

import dev.penstock.limit.HaltedException;
import dev.penstock.run.RunEnd;
import dev.penstock.store.AlertRow.Subject;
import dev.penstock.store.RunRow;
import dev.penstock.store.RunStatus;
import java.math.BigDecimal;
import java.time.Duration;

/// How a run stands at one moment.
///
/// @param run as it was when the work on it began
/// @param idle how long nothing finished although something is pending, while nobody had asked to wait
record Moment(RunRow run, Vitals vitals, Standing standing, Duration idle) {
    boolean atWork() {
        return standing instanceof Standing.AtWork;
    }

    boolean complete() {
        return standing instanceof Standing.Ended(RunEnd end) && end.status() == RunStatus.COMPLETE;
    }

    /// Whether the next call did not fit into the run's budget.
    boolean atTheWall() {
        return standing instanceof Standing.Ended(RunEnd end) && end.halt() == HaltedException.Cause.BUDGET;
    }

    /// What a budget counts: confirmed and unconfirmed.
    BigDecimal spentUsd() {
        return vitals.progress().costUsd().values().stream().reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    Subject subject() {
        return new Subject(run.task(), run.id(), run.endpoint(), run.model(), run.simulated());
    }

    /// The task at its endpoint, whatever the run.
    Subject task() {
        return new Subject(run.task(), null, run.endpoint(), null, run.simulated());
    }
}
