package dev.penstock.server.console;

import dev.penstock.engine.Figures;
import dev.penstock.item.Purpose;
import dev.penstock.item.Usage;
import dev.penstock.run.Progress;
import dev.penstock.store.RunTotals;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The numbers of a run, as its engine counts them while it works and as the store has them after.
///
/// @param attempts started
public record RunFigures(RunTotals.Items items, long attempts, Counts retryable, Counts nonRetryable,
        Counts deadLetters, Counts stopReasons, Map<Purpose, Usage> usage, Map<Purpose, BigDecimal> costUsd,
        RunTotals.Latency latency) {
    public RunFigures {
        usage = Map.copyOf(usage);
        costUsd = Map.copyOf(costUsd);
    }

    static RunFigures of(Progress.Snapshot now) {
        return new RunFigures(new RunTotals.Items(now.total(), now.accepted(), now.deadLettered(), now.discarded(),
                now.pending()), now.attempts(), Counts.of(now.retryable()), Counts.of(now.nonRetryable()),
                Counts.of(now.deadLetters()), Counts.of(now.stopReasons()), now.usage(), now.costUsd(), now.latency());
    }

    static RunFigures of(RunTotals totals) {
        return new RunFigures(totals.items(), totals.attempts().total(), Counts.of(totals.retryable()),
                Counts.of(totals.nonRetryable()), Counts.of(totals.deadLetters()), Counts.of(totals.stopReasons()),
                totals.usage(), totals.costUsd(), totals.latency());
    }

    /// What was spent on one purpose.
    ///
    /// @param share of everything that is confirmed; empty for what is not
    public record Spent(String purpose, BigDecimal usd, String share) {}

    /// By purpose, without those nothing was spent on.
    public List<Spent> spent() {
        var parts = new ArrayList<Spent>();
        for (var purpose : Purpose.values()) {
            var usd = costUsd.getOrDefault(purpose, BigDecimal.ZERO);
            if (usd.signum() > 0 || purpose == Purpose.USEFUL) {
                parts.add(new Spent(purpose.label(), usd, purpose == Purpose.UNCONFIRMED
                        ? ""
                        : Figures.percent(usd.doubleValue(), confirmedUsd().doubleValue())));
            }
        }
        return parts;
    }

    /// What providers confirmed.
    public BigDecimal confirmedUsd() {
        return spentUsd().subtract(unconfirmedUsd());
    }

    /// Calls in flight or of unknown usage, at what is reserved for them.
    public BigDecimal unconfirmedUsd() {
        return costUsd.getOrDefault(Purpose.UNCONFIRMED, BigDecimal.ZERO);
    }

    /// What a budget counts: confirmed and unconfirmed.
    public BigDecimal spentUsd() {
        return costUsd.values().stream().reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    public String perThousandAccepted() {
        return Figures.usdPerThousand(confirmedUsd(), items.accepted());
    }

    /// Share of the money that bought no accepted output.
    public String waste() {
        var useful = costUsd.getOrDefault(Purpose.USEFUL, BigDecimal.ZERO)
                .add(costUsd.getOrDefault(Purpose.JUDGE, BigDecimal.ZERO));
        return Figures.percent(spentUsd().subtract(useful).doubleValue(), spentUsd().doubleValue());
    }

    /// Of a budget, for a meter that ends at 1.
    public double shareOf(@Nullable BigDecimal budgetUsd) {
        return budgetUsd == null || budgetUsd.signum() == 0
                ? 0
                : Math.clamp(spentUsd().doubleValue() / budgetUsd.doubleValue(), 0, 1);
    }

    public Usage confirmedUsage() {
        return usage.entrySet()
                .stream()
                .filter(entry -> entry.getKey() != Purpose.UNCONFIRMED)
                .map(Map.Entry::getValue)
                .reduce(Usage.NONE, Usage::plus);
    }

    public long finished() {
        return items.total() - items.pending();
    }

    /// `71%`; `?` while there is nothing.
    public String done() {
        return Figures.roundPercent(finished(), items.total());
    }

    /// Whether it finished something, and nothing of it was accepted.
    public boolean nothingAccepted() {
        return items.accepted() == 0 && finished() > 0;
    }
}
