package dev.penstock.run;

import dev.penstock.limit.HaltedException;
import dev.penstock.limit.Lane;
import dev.penstock.limit.Limiter;
import dev.penstock.store.PendingItem;
import dev.penstock.store.Store;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.random.RandomGenerator;

/// A run whose items come one at a time, each from somebody who waits for its outcome; the twin of [RunLoop]. They go
/// before everything a bulk run waits for.
///
/// Safe for use by many threads: each takes its own item.
public final class OpenRun {
    private final Course course;
    private final Limiter limiter;
    private final Progress progress;
    private final RunClock clock;
    private final ItemPath path;
    private final Recorder recorder;

    /// Books what an earlier engine left in flight, and starts counting from what the store holds.
    ///
    /// @param random safe for use by many threads
    public OpenRun(Work work, Store store, RunClock clock, RandomGenerator random) {
        this.recorder = work.recorder();
        recorder.lost(store.journal().bookLost(work.runId(), clock.wall()));
        this.progress = new Progress(store.runs().totals(work.runId()));
        progress.readingEnded();
        this.course = work.course();
        this.limiter = course.first().endpoint().limiter();
        this.clock = clock;
        this.path = new ItemPath(work, Lane.INTERACTIVE, store.journal(), progress, new StopSignal(), clock,
                random);
    }

    public Progress progress() {
        return progress;
    }

    public Limiter.State endpoint() {
        return limiter.state();
    }

    /// What its endpoints share with other runs.
    public List<Account> accounts() {
        return course.accounts();
    }

    /// How the endpoint stands that will answer first, the task's own or one that takes over: of those that are not halted
    /// the one that pauses least.
    public Limiter.State readiest() {
        return course.states()
                .stream()
                .filter(state -> state.why() == null)
                .min(Comparator.comparing(Limiter.State::pausedFor))
                .orElseGet(this::endpoint);
    }

    /// Counts an item that is new in the store.
    public void added() {
        progress.read(1, 0);
    }

    /// Takes an item to its end, through as many tries as it needs. The calling thread waits for the due time of each.
    ///
    /// @throws HaltedException if nothing can succeed until a person acts; the item stays pending
    /// @throws InterruptedException if the thread is interrupted; the item stays pending, and a call that was cut off is booked
    ///     as unconfirmed
    public void finish(PendingItem item) throws InterruptedException, HaltedException {
        var turn = Turn.first(item, clock);
        try {
            while (turn != null) {
                awaitDue(turn.due());
                turn = switch (path.take(turn)) {
                    case Step.Accepted(),Step.DeadLettered _ -> null;
                    case Step.Later(var later, _) -> later;
                    case Step.Halted(var cause, var why) -> throw new HaltedException(cause, why);
                };
            }
        } finally {
            recorder.left(item.item().seq());
        }
    }

    private void awaitDue(Instant due) throws InterruptedException {
        var wait = Duration.between(clock.steady(), due);
        if (wait.isPositive()) {
            Thread.sleep(wait);
        }
    }
}
