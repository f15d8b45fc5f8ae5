package dev.penstock.engine.live;

import dev.penstock.limit.Limiter;
import dev.penstock.limit.Limits;
import dev.penstock.run.Progress;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/// Tells other processes once a second how an engine stands, on a thread of its own and never in the way of a run. What
/// cannot be told (a full disk, a read-only folder) is left out: the store is the truth, and a reader sees how old the last
/// words are.
///
/// Safe for use by many threads.
public final class Broadcast implements AutoCloseable {
    private static final Duration EVERY = Duration.ofSeconds(1);

    private final StateFile file;
    private final String owner;
    private final Clock clock;
    private final Instant since;
    private final Map<String, OnAir> runs = new ConcurrentSkipListMap<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread;

    private Broadcast(Path store, String owner, Clock clock) {
        this.file = StateFile.of(store);
        this.owner = owner;
        this.clock = clock;
        this.since = clock.instant();
        this.thread = Thread.ofPlatform().daemon().name("broadcast").unstarted(this::talk);
    }

    /// Begins for the engine that holds the store's lock.
    ///
    /// @param owner what the engine is, such as `penstock run`
    public static Broadcast start(Path store, String owner, Clock clock) {
        var broadcast = new Broadcast(store, owner, clock);
        broadcast.publish();
        broadcast.thread.start();
        return broadcast;
    }

    /// Tells of a run from now on.
    public void add(String run, String endpoint, Limits limits, Supplier<Progress.Snapshot> progress,
            Supplier<Limiter.State> limiter) {
        runs.put(run, new OnAir(endpoint, progress, limiter, new Pace(clock.instant(), progress.get(), limits)));
        publish();
    }

    /// Tells no more of a run.
    public void remove(String run) {
        runs.remove(run);
        publish();
    }

    /// Ends, and takes the last words away.
    @Override
    public void close() {
        closed.countDown();
        synchronized (this) {
            try {
                file.remove();
            } catch (IOException _) {
                // The next engine overwrites it; until then readers see that no engine holds the lock.
            }
        }
    }

    private void talk() {
        try {
            while (!closed.await(EVERY.toMillis(), TimeUnit.MILLISECONDS)) {
                publish();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized void publish() {
        if (closed.getCount() == 0) {
            return;
        }
        try {
            file.write(state());
        } catch (IOException _) {
            // Said above: left out.
        }
    }

    private EngineState state() {
        var now = clock.instant();
        List<EngineState.Run> told = runs.entrySet().stream().map(run -> run.getValue().at(run.getKey(), now)).toList();
        return new EngineState(owner, ProcessHandle.current().pid(), since, now, told);
    }

    private record OnAir(String endpoint, Supplier<Progress.Snapshot> progress, Supplier<Limiter.State> limiter,
            Pace pace) {
        EngineState.Run at(String run, Instant now) {
            var snapshot = progress.get();
            var state = limiter.get();
            return new EngineState.Run(run, endpoint, snapshot, state, pace.observe(now, snapshot, state));
        }
    }
}
