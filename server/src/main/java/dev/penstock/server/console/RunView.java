package dev.penstock.server.console;

import dev.penstock.engine.RunNumbers;
import dev.penstock.server.api.Serving;
import dev.penstock.store.Answerer;
import dev.penstock.store.RunRow;
import dev.penstock.store.RunTotals;
import dev.penstock.store.Samples;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A run as its page shows it.
///
/// @param atWork empty unless an engine works on it
/// @param numbers from the store; what changes while it works is in `figures`
/// @param resumable whether an operator can go on with it here
public record RunView(RunRow run, State state, RunFigures figures, Optional<AtWork> atWork, RunNumbers numbers,
        boolean resumable, Instant now) {
    static RunView of(Serving serving, RunRow run) {
        var now = serving.clock().instant();
        var signs = serving.records().signsOfLife();
        var numbers = serving.records().numbers(run);
        var live = signs.run(run.id());
        var figures = live.map(one -> RunFigures.of(one.progress())).orElseGet(() -> RunFigures.of(numbers.totals()));
        return new RunView(run, State.of(run, signs), figures, live.map(one -> AtWork.of(serving, run, one, now)),
                numbers,
                RunsPage.resumable(run, signs) && live.isEmpty(), now);
    }

    /// Whether an operator can end it here.
    public boolean cancellable() {
        return atWork.isPresent() && !run.takesGenerations();
    }

    /// Whether its dead letters can go back to work now.
    public boolean retryable() {
        return !figures.deadLetters().counts().isEmpty() && (atWork.isEmpty() || run.takesGenerations());
    }

    public Duration worked() {
        return Duration.ofMillis(Math.round(run.activeSeconds() * 1e3));
    }

    /// The models that were asked, where there was more than one.
    public List<Answerer> answerers() {
        return numbers.answerers().size() > 1 ? numbers.answerers() : List.of();
    }

    public Map<String, RunTotals.CheckCount> checks() {
        return numbers.totals().checks();
    }

    public Samples.Tally samples() {
        return numbers.samples();
    }
}
