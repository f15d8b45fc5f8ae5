package dev.penstock.engine.alert;

import dev.penstock.store.AlertRow.Figure;
import dev.penstock.store.RunTotals.Latency;
import dev.penstock.store.Usual;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;

/// The slow replies have become slow out of proportion: their p95 is a multiple of the p50, is seconds, and is further off
/// than it was the day before.
///
/// @param factor how many times the p50 is nothing to speak of
record LatencyTail(BigDecimal factor) implements Rule {
    static final String NAME = "latency-tail";
    static final BigDecimal FACTOR = new BigDecimal("3");

    private static final int FEWEST = 50;
    private static final long SHORT_MILLIS = 2_000;
    private static final double MUCH_MORE_THAN_BEFORE = 1.5;
    /// p95 over p50 of log-normal latencies as providers have them: a healthy tail, where no day before is known.
    private static final double HEALTHY = 4.2;

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Severity severity() {
        return Severity.WARNING;
    }

    @Override
    public Duration lasting() {
        return Duration.ofMinutes(5);
    }

    @Override
    public boolean firesAtTheEnd() {
        return true;
    }

    @Override
    public String when() {
        return "p95 over " + Words.factor(factor.doubleValue())
                + " the p50, over 2 s and over 1.5x the ratio of the day"
                + " before, of " + FEWEST + " or more replies in 10 min, for 5 min";
    }

    @Override
    public List<Reading> read(Picture picture) {
        return picture.models().stream().map(this::read).toList();
    }

    private Reading read(Picture.Calls calls) {
        var latencies = calls.ten().latencies();
        var latency = latencies.percentiles();
        double threshold = Math.max(factor.doubleValue(), MUCH_MORE_THAN_BEFORE * usual(calls.before()));
        var figure = new Figure(ratio(latency.p50(), latency.p95()), threshold, latencies.total());
        if (latencies.total() < FEWEST) {
            return Reading.tooFew(calls.subject(), figure, calls.atWork());
        }
        boolean over = figure.value() > threshold && latency.p95() > SHORT_MILLIS;
        return Reading.measured(calls.subject(), figure, over, summary(latency, figure), "penstock status");
    }

    private static String summary(Latency latency, Figure figure) {
        return "p95 " + Words.seconds(latency.p95()) + " is " + Words.factor(figure.value()) + " the p50 ("
                + Words.seconds(latency.p50()) + ") of " + Words.count(figure.samples(), "reply", "replies")
                + " in 10 min (limit " + Words.factor(figure.threshold()) + ")";
    }

    private static double usual(Usual before) {
        return before.calls() < FEWEST ? HEALTHY : ratio(before.p50Millis(), before.p95Millis());
    }

    private static double ratio(long p50, long p95) {
        return (double) p95 / Math.max(1, p50);
    }
}
