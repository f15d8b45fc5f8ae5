package dev.penstock.engine.alert;

import dev.penstock.limit.Limiter;
import dev.penstock.run.Progress;
import dev.penstock.store.RunRow;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Looks at every run of an engine once a second, on a thread of its own, and tells what its rules find: one line in the
/// log, one message to each webhook. Never in the way of a run.
///
/// Safe for use by many threads.
public final class Alerts implements AutoCloseable {
    /// How long the end of an engine waits for messages on their way.
    public static final Duration LAST_WORDS = Duration.ofSeconds(2);

    private static final Logger LOG = LoggerFactory.getLogger(Alerts.class);
    private static final Duration EVERY = Duration.ofSeconds(1);

    private final List<Rule> rules;
    private final Deliveries deliveries;
    private final InstantSource clock;
    private final Map<String, Watch> watches = new ConcurrentHashMap<>();
    private final CountDownLatch closed = new CountDownLatch(1);

    private Alerts(List<Rule> rules, Deliveries deliveries, InstantSource clock) {
        this.rules = rules;
        this.deliveries = deliveries;
        this.clock = clock;
    }

    /// Begins to look.
    public static Alerts start(List<Rule> rules, List<Webhook> webhooks, InstantSource clock) {
        var alerts = new Alerts(rules, new Deliveries(webhooks, Patience.USUAL, clock), clock);
        Thread.ofPlatform().daemon().name("alerts").start(alerts::lookOut);
        return alerts;
    }

    /// Looks at a run from now on.
    ///
    /// @param run as the work on it begins
    public Watch watch(RunRow run, Supplier<Progress.Snapshot> progress, Supplier<Limiter.State> endpoint) {
        var watch = new Watch(run, progress, endpoint, rules, clock, this::tell);
        watches.put(run.id(), watch);
        return watch;
    }

    /// Looks no more at a run; what was found is still told.
    public void unwatch(String run) {
        watches.remove(run);
    }

    /// What did not get through since this was last asked, a sentence each.
    public List<String> undelivered() {
        return deliveries.failed();
    }

    /// Waits for messages on their way, for [#LAST_WORDS] in all. What is still not there counts as undelivered.
    @Override
    public void close() {
        closed.countDown();
        deliveries.close(LAST_WORDS);
    }

    private void lookOut() {
        try {
            while (!closed.await(EVERY.toMillis(), TimeUnit.MILLISECONDS)) {
                watches.values().forEach(Watch::look);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void tell(Alert alert) {
        switch (alert.severity()) {
            case WARNING -> LOG.warn("{}", alert.sentence());
            case CRITICAL -> LOG.error("{}", alert.sentence());
        }
        deliveries.send(alert);
    }
}
