package dev.penstock.server.console;

import dev.penstock.engine.Costs;
import dev.penstock.engine.Figures;
import dev.penstock.engine.Records;
import dev.penstock.engine.live.EngineState;
import dev.penstock.store.DeadLetters.Waiting;
import dev.penstock.store.Ledger;
import dev.penstock.store.RunRow;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;

/// What is at work, what waits for a person, and what today cost.
///
/// @param waiting by task and reason, the most first
/// @param spentTodayUsd confirmed and unconfirmed, since midnight UTC
public record Overview(List<AtWork> atWork, List<Waiting> waiting, BigDecimal spentTodayUsd, boolean simulated,
        Instant now) {
    public Overview {
        atWork = List.copyOf(atWork);
        waiting = List.copyOf(waiting);
    }

    /// A run, or a day of generations, at work.
    public record AtWork(RunRow run, EngineState.Run live) {
        public long percent() {
            long total = live.progress().total();
            return total == 0 ? 0 : 100 * live.progress().finished() / total;
        }
    }

    static Overview of(Records records, Clock clock) {
        var now = clock.instant();
        var signs = records.signsOfLife();
        var state = signs.state();
        var atWork = state == null
                ? List.<AtWork>of()
                : state.runs().stream().map(live -> new AtWork(records.run(live.run()), live)).toList();
        var today = records.costs(new Ledger.Filter(null, midnight(now), null), List.of(Costs.By.TASK)).total();
        var spent = today.usd().values().stream().reduce(BigDecimal.ZERO, BigDecimal::add);
        return new Overview(atWork, records.waiting(), spent, today.simulated(), now);
    }

    public long waitingInAll() {
        return waiting.stream().mapToLong(Waiting::count).sum();
    }

    public String spentToday() {
        return Figures.usd(spentTodayUsd);
    }

    private static Instant midnight(Instant now) {
        return LocalDate.ofInstant(now, ZoneOffset.UTC).atStartOfDay(ZoneOffset.UTC).toInstant();
    }
}
