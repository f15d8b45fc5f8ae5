package dev.penstock.simulator;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// Everything that changes while a scenario plays. A new one starts the scenario over. Thread-safe.
final class Night {
    private static final long NOT_STARTED = Long.MIN_VALUE;

    private final Books books;
    private final Items items;
    private final @Nullable TokenBuckets buckets;
    private final PromptCache cache;
    private final Batches batches;
    private final AtomicLong firstCallAt = new AtomicLong(NOT_STARTED);

    Night(Scenario scenario, FaultPlan plan, long nowNanos, BatchWorker worker) {
        this.items = new Items(plan, scenario.gold());
        this.batches = new Batches(worker, items);
        this.books = new Books(scenario.rules().keepCalls(), batches::catchUp);
        batches.bookIn(books);
        this.cache = new PromptCache(scenario.rules().promptCacheTtl());
        var quota = scenario.quota();
        this.buckets = quota == null ? null : new TokenBuckets(quota, scenario.rules().toldSpeed(), nowNanos);
    }

    Books books() {
        return books;
    }

    Items items() {
        return items;
    }

    Batches batches() {
        return batches;
    }

    /// Null when there is no quota.
    @Nullable
    TokenBuckets buckets() {
        return buckets;
    }

    /// Simulated time since the first call, which this one may be.
    Duration sinceFirst(long nowNanos) {
        firstCallAt.compareAndSet(NOT_STARTED, nowNanos);
        return Duration.ofNanos(nowNanos - firstCallAt.get());
    }

    PromptCache cache() {
        return cache;
    }
}
