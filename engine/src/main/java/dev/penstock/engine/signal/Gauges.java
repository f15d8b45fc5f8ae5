package dev.penstock.engine.signal;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.summingLong;

import dev.penstock.ledger.Budget;
import dev.penstock.limit.Limiter;
import dev.penstock.run.Progress;
import dev.penstock.store.DeadLetters.Waiting;
import dev.penstock.store.RunRow;
import java.math.MathContext;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;

/// What is read when somebody reads the metrics, rather than counted as it happens.
final class Gauges {
    private static final List<String> STATES = List.of("open", "pacing", "breaker", "halted");

    private final Meters meters;

    Gauges(Meters meters) {
        this.meters = meters;
    }

    /// A run at work.
    record AtWork(RunRow run, Supplier<Progress.Snapshot> progress, Budget budget) {
        String task() {
            return run.task();
        }

        /// Zero without a budget.
        double spentRatio() {
            var limit = budget.limit();
            return limit == null || limit.signum() == 0
                    ? 0
                    : budget.spent().divide(limit, MathContext.DECIMAL64).doubleValue();
        }
    }

    /// Asks for all of them whenever they are read.
    ///
    /// @return ends that
    Runnable register(Runnable callback) {
        return meters.observing(callback, Metric.ITEMS_PENDING, Metric.RUNS_ACTIVE, Metric.BUDGET_SPENT,
                Metric.BUDGET_RESERVED, Metric.DAY_BUDGET_SPENT, Metric.LAST_PROGRESS, Metric.IN_FLIGHT, Metric.LIMIT,
                Metric.ENDPOINT_STATE,
                Metric.DEAD_LETTERS_OPEN, Metric.DEAD_LETTERS_OLDEST, Metric.STORE_QUEUE,
                Metric.ALERTS_FIRING);
    }

    void runs(Collection<AtWork> runs) {
        runs.stream()
                .collect(groupingBy(one -> List.of(one.task(), one.run().mode()),
                        summingLong(one -> one.progress().get().pending())))
                .forEach((key, pending) -> meters.observe(Metric.ITEMS_PENDING, pending, key.getFirst(),
                        key.getLast()));
        runs.stream().collect(groupingBy(AtWork::task)).forEach((task, same) -> {
            meters.observe(Metric.RUNS_ACTIVE, same.size(), task);
            meters.observe(Metric.BUDGET_RESERVED, most(same, one -> one.budget().reserved().doubleValue()), task);
            meters.observe(Metric.BUDGET_SPENT, most(same, AtWork::spentRatio), task);
        });
    }

    private static double most(Collection<AtWork> runs, Function<AtWork, Double> of) {
        return runs.stream().mapToDouble(of::apply).max().orElse(0);
    }

    /// @param latest when an item of a task ended last
    void progress(Map<String, Instant> latest) {
        latest.forEach((task, time) -> meters.observe(Metric.LAST_PROGRESS, time.toEpochMilli() / 1e3, task));
    }

    void standing(Standing standing, Instant now) {
        standing.endpoints().forEach(this::endpoint);
        meters.observe(Metric.STORE_QUEUE, standing.queued());
        standing.firing().forEach((rule, alerts) -> meters.observe(Metric.ALERTS_FIRING, (double) alerts, rule));
        standing.waiting()
                .stream()
                .collect(groupingBy(Waiting::task))
                .forEach((task, letters) -> waiting(task, letters, now));
    }

    private void waiting(String task, List<Waiting> letters, Instant now) {
        var oldest = letters.stream().map(Waiting::oldest).min(Instant::compareTo).orElse(now);
        meters.observe(Metric.DEAD_LETTERS_OPEN, (double) letters.stream().mapToLong(Waiting::count).sum(), task);
        meters.observe(Metric.DEAD_LETTERS_OLDEST, Math.max(0, Duration.between(oldest, now).toMillis() / 1e3), task);
    }

    private void endpoint(Standing.Quotas one) {
        var state = one.state();
        meters.observe(Metric.IN_FLIGHT, state.inFlight(), one.endpoint(), one.model());
        for (var name : STATES) {
            meters.observe(Metric.ENDPOINT_STATE, state.word().equals(name) ? 1 : 0, one.endpoint(), one.model(), name);
        }
        if (one.daySpent() != null) {
            meters.observe(Metric.DAY_BUDGET_SPENT, one.daySpent(), one.endpoint());
        }
        for (var quota : state.traffic().quotas()) {
            if (quota.configured() != null) {
                limit(one, quota.dimension().label(), "configured", quota.configured());
            }
        }
        learned(state.traffic())
                .forEach((resource, perMinute) -> limit(one, resource, "learned", perMinute));
    }

    /// What holds of the quotas that a provider told of, and of the pace learned from its rejections.
    private static Map<String, Double> learned(Limiter.Traffic traffic) {
        var learned = new HashMap<String, Double>();
        for (var quota : traffic.quotas()) {
            if (quota.configured() == null) {
                learned.put(quota.dimension().label(), quota.perMinute());
            }
        }
        if (traffic.learnedPerMinute() != null) {
            learned.merge("requests", traffic.learnedPerMinute(), Math::min);
        }
        return learned;
    }

    private void limit(Standing.Quotas one, String resource, String source, double perMinute) {
        meters.observe(Metric.LIMIT, perMinute, one.endpoint(), one.model(), resource, source);
    }
}
