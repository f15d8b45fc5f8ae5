package dev.penstock.engine;

import dev.penstock.store.Store;
import dev.penstock.store.StoreException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/// Erases texts whose time is over, on a thread of its own: when an engine opens, and every hour while it works. Numbers
/// stay. Nothing waits for it but the engine's close.
final class Housekeeping implements AutoCloseable {
    private static final Duration EVERY = Duration.ofHours(1);
    private static final Duration ALERTS_KEPT = Duration.ofDays(90);

    private final StorageConfig config;
    private final Store store;
    private final SampleStore samples;
    private final Clock clock;
    private final Queue<String> happened = new ConcurrentLinkedQueue<>();
    private final ScheduledExecutorService hourly = Executors
            .newSingleThreadScheduledExecutor(Thread.ofPlatform().name("housekeeping").daemon().factory());

    Housekeeping(StorageConfig config, Store store, SampleStore samples, Clock clock) {
        this.config = config;
        this.store = store;
        this.samples = samples;
        this.clock = clock;
    }

    /// Erases now, even if the engine is closed at once, and from now on every hour.
    void start() {
        hourly.execute(this::sweep);
        var _ = hourly.scheduleWithFixedDelay(this::sweep, EVERY.toSeconds(), EVERY.toSeconds(), TimeUnit.SECONDS);
    }

    /// What happened since this was last asked, a sentence each.
    List<String> happened() {
        var sentences = new ArrayList<String>();
        for (var sentence = happened.poll(); sentence != null; sentence = happened.poll()) {
            sentences.add(sentence);
        }
        return sentences;
    }

    /// A store that broke is noticed by the run that works on it.
    private void sweep() {
        try {
            dropBodies();
            store.idempotencyKeys().dropBefore(clock.instant().minus(Generations.KEYS_KEPT));
            store.alerts().dropBefore(clock.instant().minus(ALERTS_KEPT));
            happened.addAll(samples.expire());
        } catch (StoreException _) {
            hourly.shutdown();
        }
    }

    private void dropBodies() {
        int dropped = store.runs().dropBodies(clock.instant().minus(config.retention()));
        if (dropped > 0) {
            happened.add(dropped + (dropped == 1 ? " reply body" : " reply bodies") + " of items finished more than "
                    + words(config.retention()) + " ago dropped (store.retention); their numbers stay");
        }
    }

    /// `30 days`, `12 hours`, `90 seconds`.
    static String words(Duration time) {
        if (time.toDays() > 0 && time.equals(Duration.ofDays(time.toDays()))) {
            return time.toDays() + (time.toDays() == 1 ? " day" : " days");
        }
        return time.toHours() > 0 && time.equals(Duration.ofHours(time.toHours()))
                ? time.toHours() + (time.toHours() == 1 ? " hour" : " hours")
                : time.toMillis() % 1000 == 0 ? time.toSeconds() + " seconds" : time.toMillis() + " ms";
    }

    /// Waits for a sweep that is under way.
    @Override
    public void close() {
        hourly.close();
    }
}
