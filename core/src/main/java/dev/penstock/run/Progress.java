package dev.penstock.run;

import dev.penstock.item.Failure;
import dev.penstock.item.Purpose;
import dev.penstock.item.Usage;
import dev.penstock.store.Conclusion;
import dev.penstock.store.RunTotals;
import java.math.BigDecimal;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Counts a run as it goes, for screens. The store is the truth; this starts from its totals and must agree with it at the
/// end. Safe for use by many threads.
public final class Progress {
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<Purpose, Usage> usage = new EnumMap<>(Purpose.class);
    private final Map<Purpose, BigDecimal> costUsd = new EnumMap<>(Purpose.class);
    private final Map<String, Long> retryable = new TreeMap<>();
    private final Map<String, Long> nonRetryable = new TreeMap<>();
    private final Map<String, Long> deadLetters = new TreeMap<>();
    private final Map<String, Long> stopReasons = new TreeMap<>();
    private final Set<String> takeovers = new LinkedHashSet<>();
    private final LatencyHistogram latencies = new LatencyHistogram();
    private final TrafficMeter traffic = new TrafficMeter();
    private long total;
    private long accepted;
    private long dead;
    private long discarded;
    private long attempts;
    private boolean readingEnded;
    private long steps;

    /// Starts where the store says the run stands; stored latencies are not repeated.
    public Progress(RunTotals start) {
        usage.putAll(start.usage());
        costUsd.putAll(start.costUsd());
        retryable.putAll(start.retryable());
        nonRetryable.putAll(start.nonRetryable());
        deadLetters.putAll(start.deadLetters());
        stopReasons.putAll(start.stopReasons());
        total = start.items().total();
        accepted = start.items().accepted();
        dead = start.items().deadLettered();
        discarded = start.items().discarded();
        attempts = start.attempts().total();
    }

    /// A moment of the run. `pending` counts the items read so far.
    ///
    /// @param readingEnded whether the whole input has been read, so that `total` is final
    public record Snapshot(long total, long accepted, long deadLettered, long discarded, long pending, long attempts,
            boolean readingEnded, Map<Purpose, Usage> usage, Map<Purpose, BigDecimal> costUsd,
            Map<String, Long> retryable, Map<String, Long> nonRetryable, Map<String, Long> deadLetters,
            Map<String, Long> stopReasons, RunTotals.Latency latency) {
        public long finished() {
            return accepted + deadLettered + discarded;
        }
    }

    public Snapshot snapshot() {
        lock.lock();
        try {
            return new Snapshot(total, accepted, dead, discarded, total - accepted - dead - discarded, attempts,
                    readingEnded, Map.copyOf(usage), Map.copyOf(costUsd), new TreeMap<>(retryable),
                    new TreeMap<>(nonRetryable), new TreeMap<>(deadLetters), new TreeMap<>(stopReasons),
                    latencies.counts().percentiles());
        } finally {
            lock.unlock();
        }
    }

    void read(int items, int deadAtOnce) {
        locked(() -> {
            total += items;
            dead += deadAtOnce;
            if (deadAtOnce > 0) {
                deadLetters.merge("bad-input", (long) deadAtOnce, Long::sum);
            }
        });
    }

    void readingEnded() {
        locked(() -> readingEnded = true);
    }

    void sent() {
        locked(() -> attempts++);
    }

    /// So many of those sent never left.
    void withdrawn(int entries) {
        locked(() -> attempts -= entries);
    }

    void concluded(Traffic.Line line, String itemId, Conclusion conclusion, Usage booked,
            @Nullable Long successLatencyMs) {
        locked(() -> {
            traffic.add(line, itemId, conclusion, successLatencyMs);
            usage.merge(conclusion.purpose(), booked, Usage::plus);
            costUsd.merge(conclusion.purpose(), conclusion.costUsd(), BigDecimal::add);
            var failure = conclusion.failure();
            if (failure != null) {
                (failure.retryable() ? retryable : nonRetryable).merge(failure.reason(), 1L, Long::sum);
            }
            if (conclusion.stopReason() != null) {
                stopReasons.merge(conclusion.stopReason(), 1L, Long::sum);
            }
            if (successLatencyMs != null) {
                latencies.record(successLatencyMs);
            }
        });
    }

    /// What came of the calls of this process, by who was asked what. For one reader: the largest calls are those since it was
    /// asked last.
    public Map<Traffic.Line, Traffic> traffic() {
        lock.lock();
        try {
            return traffic.read();
        } finally {
            lock.unlock();
        }
    }

    /// Another endpoint answers than the one before it in the task's order.
    ///
    /// @param why that one does not
    void tookOver(Endpoint taker, String why) {
        locked(() -> takeovers
                .add(taker.name() + " (" + taker.model() + ") takes over. " + Remedy.whileTheRunGoesOn(why)));
    }

    /// Why other endpoints than the task's own answered, one sentence each, in the order it happened.
    public List<String> takeovers() {
        lock.lock();
        try {
            return List.copyOf(takeovers);
        } finally {
            lock.unlock();
        }
    }

    void accepted() {
        locked(() -> accepted++);
    }

    void deadLettered(Failure failure) {
        locked(() -> {
            dead++;
            deadLetters.merge(failure.reason(), 1L, Long::sum);
        });
    }

    /// Goes up with everything that is read, sent or finished.
    long steps() {
        lock.lock();
        try {
            return steps;
        } finally {
            lock.unlock();
        }
    }

    private void locked(Runnable change) {
        lock.lock();
        try {
            steps++;
            change.run();
        } finally {
            lock.unlock();
        }
    }
}
