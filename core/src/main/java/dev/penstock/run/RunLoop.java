package dev.penstock.run;

import dev.penstock.item.Failure;
import dev.penstock.limit.Lane;
import dev.penstock.limit.Limiter;
import dev.penstock.store.Journal;
import dev.penstock.store.RunStatus;
import dev.penstock.store.Store;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// One run in one process: a reader that puts the input into the store, and as many workers as the endpoint allows calls.
public final class RunLoop implements Loop {
    private static final int READ_AHEAD = 256;
    private static final Duration LOOK = Duration.ofMillis(100);

    private final Work work;
    private final Store store;
    private final ItemSource source;
    private final RunClock clock;
    private final Progress progress;
    private final Dispatcher dispatcher;
    private final ItemPath path;
    private final StopSignal stop = new StopSignal();
    private final AtomicReference<@Nullable RunEnd> early = new AtomicReference<>();
    private final AtomicReference<@Nullable Throwable> broken = new AtomicReference<>();

    /// Books what an earlier engine left in flight, and starts counting from what the store holds.
    ///
    /// @param random safe for use by many threads
    public RunLoop(Work work, Store store, ItemSource source, RunClock clock, RandomGenerator random) {
        this.work = work;
        this.store = store;
        this.source = source;
        this.clock = clock;
        work.recorder().lost(store.journal().bookLost(work.runId(), clock.wall()));
        this.progress = new Progress(store.runs().totals(work.runId()));
        this.dispatcher = new Dispatcher(work.runId(), store.journal(),
                work.course().first().endpoint().limiter().retries(), clock);
        this.path = new ItemPath(work, Lane.BULK, store.journal(), progress, stop, clock, random);
    }

    @Override
    public Progress progress() {
        return progress;
    }

    @Override
    public Limiter.State endpoint() {
        return work.course().first().endpoint().limiter().state();
    }

    @Override
    public List<Account> accounts() {
        return work.course().accounts();
    }

    @Override
    public RunEnd run(Duration grace) throws InterruptedException {
        var threads = start();
        try {
            awaitAll(threads, grace);
        } catch (InterruptedException e) {
            stop(RunStatus.INTERRUPTED, "interrupted");
            threads.forEach(Thread::interrupt);
            throw e;
        }
        rethrow(broken.get());
        return end();
    }

    @Override
    public void stop(RunStatus status, String why) {
        stop(RunEnd.early(status, why));
    }

    void stop(RunEnd end) {
        early.compareAndSet(null, end);
        dispatcher.stop();
        stop.stop();
    }

    private List<Thread> start() {
        var threads = new ArrayList<Thread>();
        threads.add(Thread.ofVirtual().name("reader").start(guarded(this::readAll)));
        for (int i = 0; i < work.course().maxConcurrency(); i++) {
            threads.add(Thread.ofVirtual().name("worker-", i).start(guarded(this::work)));
        }
        return threads;
    }

    /// Puts the whole input into the store.
    void readAll() {
        Journal journal = store.journal();
        var position = store.runs().inputPosition(work.runId());
        while (!position.complete() && !stop.stopped()) {
            var batch = source.read(position, READ_AHEAD);
            int waiting = journal.addItems(work.runId(), batch.items(), batch.after(), clock.wall());
            int unusable = batch.items().size() - waiting;
            progress.read(batch.items().size(), unusable);
            if (unusable > 0) {
                work.recorder().unusable(unusable);
            }
            position = batch.after();
            dispatcher.added();
        }
        if (position.complete()) {
            progress.readingEnded();
        }
        dispatcher.readingEnded();
    }

    private void work() throws InterruptedException {
        for (var turn = next(); turn != null; turn = next()) {
            switch (path.take(turn)) {
                case Step.Accepted() -> finished(null);
                case Step.DeadLettered(var reason, var sent) when sent -> finished(reason);
                case Step.DeadLettered _ -> dispatcher.finished();
                case Step.Later(var later, var failed) when failed -> dispatcher.retry(later);
                case Step.Later(var later, _) -> dispatcher.again(later);
                case Step.Halted(var cause, var why) -> {
                    stop(RunEnd.halted(cause, why));
                    dispatcher.finished();
                }
            }
        }
    }

    private void finished(@Nullable Failure failure) {
        work.stopRule().finished(failure).ifPresent(why -> stop(RunStatus.PAUSED, paused(why)));
        dispatcher.finished();
    }

    String paused(String why) {
        return why + "; look at them with: penstock dead-letters list --run " + work.runId()
                + ", and go on with: penstock resume " + work.runId() + ", which counts from the beginning";
    }

    private @Nullable Turn next() throws InterruptedException {
        return stop.whileWaiting(dispatcher::next).orElse(null);
    }

    @FunctionalInterface
    private interface Task {
        void run() throws InterruptedException;
    }

    /// A worker that breaks stops the run: an item must never be lost in silence.
    private Runnable guarded(Task task) {
        return () -> {
            try {
                task.run();
            } catch (InterruptedException e) {
                // The item this worker held stays pending. Unless the run stops anyway, nobody would take it up.
                stop(RunStatus.INTERRUPTED, "a worker was interrupted");
            } catch (RuntimeException | Error e) {
                broken.compareAndSet(null, e);
                stop(RunStatus.INTERRUPTED, "an internal error");
            }
        };
    }

    private void awaitAll(List<Thread> threads, Duration grace) throws InterruptedException {
        Instant cutOff = null;
        var watchdog = new Watchdog(work.longestCall(), clock.nanos());
        for (var thread : threads) {
            while (!thread.join(LOOK)) {
                if (cutOff == null && stop.stopped()) {
                    cutOff = clock.steady().plus(grace);
                }
                if (cutOff != null && clock.steady().isAfter(cutOff)) {
                    thread.interrupt();
                }
                refuseStall(watchdog);
            }
        }
    }

    private void refuseStall(Watchdog watchdog) {
        var endpoints = work.course().states();
        var waits = !stop.stopped() && (endpoints.stream().anyMatch(Limiter.State::waits) || dispatcher.waits());
        var seen = List.of(progress.steps(), endpoints.stream().map(Limiter.State::inFlight).toList(),
                endpoints.stream().map(Limiter.State::allowed).toList());
        if (watchdog.stalled(clock.nanos(), seen, waits)) {
            throw new StalledException(work.runId(), watchdog.patience());
        }
    }

    /// How the run stands when nobody works on it any more.
    RunEnd end() {
        var items = store.runs().totals(work.runId()).items();
        var stoppedEarly = early.get();
        if (items.pending() == 0 && store.runs().inputPosition(work.runId()).complete()) {
            return RunEnd.complete();
        }
        return stoppedEarly != null ? stoppedEarly : RunEnd.early(RunStatus.INTERRUPTED, "items are still pending");
    }

    private static void rethrow(@Nullable Throwable broken) {
        switch (broken) {
            case null -> {
            }
            case RuntimeException e -> throw e;
            case Error e -> throw e;
            default -> throw new IllegalStateException(broken);
        }
    }
}
