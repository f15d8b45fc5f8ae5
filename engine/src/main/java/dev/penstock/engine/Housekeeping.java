package dev.penstock.engine;

import dev.penstock.store.Store;
import dev.penstock.store.StoreException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/// Erases texts whose time is over: when an engine opens, and every hour while it works. Numbers stay.
final class Housekeeping implements AutoCloseable {
    private static final Duration EVERY = Duration.ofHours(1);

    private final StorageConfig config;
    private final Store store;
    private final SampleStore samples;
    private final Clock clock;
    private final ScheduledExecutorService hourly = Executors
            .newSingleThreadScheduledExecutor(Thread.ofPlatform().name("housekeeping").daemon().factory());

    Housekeeping(StorageConfig config, Store store, SampleStore samples, Clock clock) {
        this.config = config;
        this.store = store;
        this.samples = samples;
        this.clock = clock;
    }

    /// Erases now, and from now on every hour.
    ///
    /// @return a sentence for each thing that happened; empty when nothing was too old
    List<String> start() {
        var happened = sweep();
        var _ = hourly.scheduleWithFixedDelay(this::sweepAgain, EVERY.toSeconds(), EVERY.toSeconds(), TimeUnit.SECONDS);
        return happened;
    }

    private List<String> sweep() {
        var happened = new ArrayList<String>();
        int dropped = store.runs().dropBodies(clock.instant().minus(config.retention()));
        if (dropped > 0) {
            happened.add(dropped + (dropped == 1 ? " reply body" : " reply bodies") + " of items finished more than "
                    + words(config.retention()) + " ago dropped (store.retention); their numbers stay");
        }
        happened.addAll(samples.expire());
        return happened;
    }

    /// A store that broke is noticed by the run that works on it.
    private void sweepAgain() {
        try {
            sweep();
        } catch (StoreException _) {
            hourly.shutdown();
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
        hourly.shutdownNow();
        hourly.close();
    }
}
