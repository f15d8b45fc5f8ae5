package dev.penstock.engine;

import dev.penstock.engine.alert.Watch;
import dev.penstock.engine.signal.Signals;
import dev.penstock.item.Item;
import dev.penstock.limit.HaltedException;
import dev.penstock.limit.Limiter;
import dev.penstock.run.OpenRun;
import dev.penstock.run.RunEnd;
import dev.penstock.store.IdempotencyKeys;
import dev.penstock.store.IdempotencyKeys.Claim;
import dev.penstock.store.PendingItem;
import dev.penstock.store.RunRow;
import dev.penstock.store.RunStatus;
import dev.penstock.store.Store;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import tools.jackson.databind.node.ObjectNode;

/// One UTC day of one prompt version's generations, as a run of the store. Safe for use by many threads.
///
/// The same item is never worked on by two threads: a second one waits for the first, and then looks at the store.
final class Day {
    private static final int PAGE = 512;

    private final RunRow run;
    private final LocalDate date;
    private final OpenRun loop;
    private final Watch watch;
    private final Store store;
    private final Signals signals;
    private final Clock clock;
    private final ConcurrentMap<String, CountDownLatch> inFlight = new ConcurrentHashMap<>();
    private final AtomicBoolean toldWhyHalted = new AtomicBoolean();

    /// @param run in status open
    Day(RunRow run, LocalDate date, OpenRun loop, Watch watch, Store store, Signals signals, Clock clock) {
        this.run = run;
        this.date = date;
        this.loop = loop;
        this.watch = watch;
        this.store = store;
        this.signals = signals;
        this.clock = clock;
    }

    String runId() {
        return run.id();
    }

    LocalDate date() {
        return date;
    }

    /// Adds an item, unless it is there or its key was used before, and takes what is new to its end, unless somebody else
    /// works on an item of that id already.
    ///
    /// @param stored told who has the item, as soon as it is in the store
    /// @throws ReusedIdException if the id is there with another input
    /// @throws HaltedException if nothing can succeed until a person acts; the item stays pending
    /// @throws InterruptedException if the engine closes; the item stays pending
    Claim take(Ask ask, Consumer<Claim> stored) throws InterruptedException, HaltedException {
        var mine = new CountDownLatch(1);
        boolean alone = inFlight.putIfAbsent(ask.id(), mine) == null;
        try {
            var claim = ask.key() == null ? added(ask) : claim(ask.key(), ask);
            stored.accept(claim);
            if (claim.added() != null) {
                loop.added();
                if (alone) {
                    finish(PendingItem.fresh(claim.added()));
                }
            }
            return claim;
        } finally {
            if (alone) {
                leave(ask.id(), mine);
            }
        }
    }

    private Claim added(Ask ask) {
        var added = store.journal().addItem(run.id(), ask.id(), ask.input().toString()).orElse(null);
        if (added == null) {
            refuseOtherInput(store.runs().item(run.id(), ask.id()).orElseThrow().item(), ask.input());
        }
        return new Claim("", run.id(), ask.id(), added);
    }

    private Claim claim(IdempotencyKeys.Key key, Ask ask) {
        var now = clock.instant();
        return store.idempotencyKeys()
                .claim(key, run.id(), ask.id(), ask.input().toString(), now, now.minus(Generations.KEYS_KEPT));
    }

    /// @throws ReusedIdException if the item has another input
    static void refuseOtherInput(Item item, ObjectNode input) {
        var stored = Mapping.JSON.readTree(item.record());
        if (!stored.isNull() && !stored.equals(Mapping.JSON.readTree(input.toString()))) { // null: it was forgotten
            throw new ReusedIdException(item.id(), item.runId());
        }
    }

    int atWork() {
        return inFlight.size();
    }

    Limiter.State endpoint() {
        return loop.readiest();
    }

    /// Of successful calls, half were faster; zero while there is none.
    Duration medianLatency() {
        return Duration.ofMillis(loop.progress().snapshot().latency().p50());
    }

    /// Takes an item to its end, unless it has one.
    ///
    /// @throws HaltedException if nothing can succeed until a person acts; the item stays pending
    /// @throws InterruptedException if the engine closes; the item stays pending
    void finish(Item item) throws InterruptedException, HaltedException {
        var mine = new CountDownLatch(1);
        for (var other = inFlight.putIfAbsent(item.id(), mine); other != null; other = inFlight.putIfAbsent(item.id(),
                mine)) {
            other.await();
        }
        try {
            var pending = store.journal().pendingItem(run.id(), item.seq());
            if (pending.isPresent()) {
                finish(pending.get());
            }
        } finally {
            leave(item.id(), mine);
        }
    }

    private void finish(PendingItem item) throws InterruptedException, HaltedException {
        try {
            loop.finish(item);
        } catch (HaltedException e) {
            tellWhyHalted(e);
            throw e;
        }
    }

    private void leave(String id, CountDownLatch mine) {
        inFlight.remove(id);
        mine.countDown();
    }

    /// Every item that an earlier engine left.
    void forEachPending(Consumer<Item> each) {
        var page = store.journal().pending(run.id(), -1, PAGE);
        while (!page.isEmpty()) {
            page.forEach(pending -> each.accept(pending.item()));
            page = store.journal().pending(run.id(), page.getLast().item().seq(), PAGE);
        }
    }

    /// Ends the day's run, if nothing is pending in it.
    void complete() {
        if (store.journal().pending(run.id(), -1, 1).isEmpty()) {
            store.runs().status(run.id(), RunStatus.COMPLETE, null, clock.instant());
            watch.ended(RunEnd.complete());
            var counts = loop.progress().snapshot();
            signals.finished(run, RunStatus.COMPLETE, counts.accepted(), counts.total());
        }
    }

    private void tellWhyHalted(HaltedException halt) {
        if (toldWhyHalted.compareAndSet(false, true)) {
            store.runs().status(run.id(), RunStatus.OPEN, halt.why(), clock.instant());
            watch.ended(RunEnd.halted(halt.cause(), halt.why()));
        }
    }
}
