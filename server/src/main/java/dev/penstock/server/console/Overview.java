package dev.penstock.server.console;

import dev.penstock.engine.Costs;
import dev.penstock.engine.Figures;
import dev.penstock.server.api.Serving;
import dev.penstock.store.AlertRow;
import dev.penstock.store.DeadLetters.Waiting;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// What is at work, what waits for a person, how the endpoints stand, and what today cost.
///
/// @param waiting by task and reason, the most first
/// @param firing alerts, the oldest first
public record Overview(List<AtWork> atWork, List<Waiting> waiting, List<EndpointView> endpoints, Week week,
        List<AlertRow> firing, boolean anyRun, Instant now) {
    private static final int DAYS = 7;
    private static final Duration COSTS_AGE = Duration.ofSeconds(10);

    public Overview {
        atWork = List.copyOf(atWork);
        waiting = List.copyOf(waiting);
        endpoints = List.copyOf(endpoints);
        firing = List.copyOf(firing);
    }

    /// What the last days cost.
    ///
    /// @param today everything since midnight UTC
    public record Week(Costs.Sum today, Bars bars) {
        /// Confirmed and unconfirmed.
        public BigDecimal todayUsd() {
            return all(today);
        }

        public String perThousand() {
            var each = today.usdPerAccepted();
            return each == null ? "?" : Figures.usdPerThousand(each, 1);
        }
    }

    static Remembered<Week> week(Serving serving) {
        return new Remembered<>(() -> week(serving, LocalDate.ofInstant(serving.clock().instant(), ZoneOffset.UTC)),
                COSTS_AGE, serving.clock());
    }

    static Overview of(Serving serving, Remembered<Week> week) {
        var now = serving.clock().instant();
        var records = serving.records();
        var state = records.signsOfLife().state();
        var atWork = state == null
                ? List.<AtWork>of()
                : state.runs().stream().map(live -> AtWork.of(serving, records.run(live.run()), live, now)).toList();
        return new Overview(atWork, records.waiting(), EndpointView.all(serving, now), week.get(),
                serving.engine().alertBoard().firing(), !records.runs(1).isEmpty(), now);
    }

    public long waitingInAll() {
        return waiting.stream().mapToLong(Waiting::count).sum();
    }

    /// The most that one group has; for bars.
    public long largestGroup() {
        return waiting.stream().mapToLong(Waiting::count).max().orElse(1);
    }

    public Instant oldest() {
        return waiting.stream().map(Waiting::oldest).min(Instant::compareTo).orElse(now);
    }

    private static Week week(Serving serving, LocalDate today) {
        var first = today.minusDays(DAYS - 1L);
        var costs = serving.records().costs(CostsView.filter(null, first, null), List.of(Costs.By.DAY));
        var columns = new ArrayList<Bars.Column>();
        for (var day = first; !day.isAfter(today); day = day.plusDays(1)) {
            var spent = all(CostsView.of(costs, day.toString()));
            columns.add(new Bars.Column(day + " " + Figures.usd(spent), List.of(new Bars.Amount(spent, "all"))));
        }
        var words = columns.stream().map(Bars.Column::title).collect(Collectors.joining(", "));
        return new Week(CostsView.of(costs, today.toString()), Bars.of(columns, "Spent a day: " + words, 40));
    }

    private static BigDecimal all(Costs.Sum sum) {
        return sum.confirmedUsd().add(sum.unconfirmedUsd());
    }
}
