package dev.penstock.run;

import dev.penstock.limit.RetryBudget;
import dev.penstock.store.Journal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// Says which item is next: one whose retry is due before one that was never tried, in input order.
///
/// A retry of a failed call is paid for by the endpoint's successes. What cannot be paid for yet is parked: it holds no
/// worker, no permit and no money, and goes on when a success pays for it, or when nothing else is left to do: then one for
/// each item that ends, and at least one a second.
///
/// The store is the truth; this holds one page of fresh items, the items whose retry is not due yet, and those parked. Safe
/// for use by many threads.
final class Dispatcher {
    private static final int PAGE = 512;
    private static final Duration UNPAID_EVERY = Duration.ofSeconds(1);

    private final String runId;
    private final Journal journal;
    private final RetryBudget retries;
    private final RunClock clock;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Deque<Turn> fresh = new ArrayDeque<>();
    private final PriorityQueue<Turn> later = new PriorityQueue<>(Comparator.comparing(Turn::due));
    private final Deque<Turn> parked = new ArrayDeque<>();
    private Instant nextUnpaid = Instant.EPOCH;
    private int room;
    private long cursor = -1;
    private boolean mayHaveMore = true;
    private boolean readingEnded;
    private boolean stopped;
    private int outstanding;

    Dispatcher(String runId, Journal journal, RetryBudget retries, RunClock clock) {
        this.runId = runId;
        this.journal = journal;
        this.retries = retries;
        this.clock = clock;
    }

    /// Blocks until an item may be worked on. Whoever gets one gives it back by [#finished], [#again] or
    /// [#retry].
    ///
    /// @return empty when nothing is left, or when dispatch was stopped
    Optional<Turn> next() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (!stopped) {
                var turn = takeDue().or(this::takePaid).or(this::takeFresh).or(this::takeUnpaid);
                if (turn.isPresent()) {
                    outstanding++;
                    return turn;
                }
                if (exhausted()) {
                    changed.signalAll();
                    return Optional.empty();
                }
                clock.await(lock, changed, nanosToNextDue());
            }
            return Optional.empty();
        } finally {
            lock.unlock();
        }
    }

    /// The item ended, or stays pending in the store for another run of the engine.
    void finished() {
        lock.lock();
        try {
            outstanding--;
            room = parked.isEmpty() ? 0 : room + 1;
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    /// The item is to be tried again at its due time, at nobody's expense.
    void again(Turn turn) {
        lock.lock();
        try {
            outstanding--;
            later.add(turn);
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    /// The item's call failed; it is to be tried again at its due time, or later when nothing pays for it.
    void retry(Turn turn) {
        if (retries.payOrPark()) {
            again(turn);
        } else {
            park(turn);
        }
    }

    private void park(Turn turn) {
        lock.lock();
        try {
            outstanding--;
            if (stopped) {
                retries.unpark(1);
            } else {
                parked.addLast(turn);
            }
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    /// More items are in the store.
    void added() {
        lock.lock();
        try {
            mayHaveMore = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// The whole input is in the store.
    void readingEnded() {
        lock.lock();
        try {
            readingEnded = true;
            mayHaveMore = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// Hands out nothing more.
    void stop() {
        lock.lock();
        try {
            stopped = true;
            retries.unpark(parked.size());
            parked.clear();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// Whether everything that is left waits for its due time, or is parked.
    boolean waits() {
        lock.lock();
        try {
            return outstanding == 0 && fresh.isEmpty() && !(later.isEmpty() && parked.isEmpty());
        } finally {
            lock.unlock();
        }
    }

    private Optional<Turn> takeDue() {
        var head = later.peek();
        return head != null && !head.due().isAfter(clock.steady()) ? Optional.of(later.remove()) : Optional.empty();
    }

    private Optional<Turn> takePaid() {
        while (!parked.isEmpty() && retries.payForParked()) {
            later.add(parked.removeFirst());
        }
        return takeDue();
    }

    private Optional<Turn> takeUnpaid() {
        var now = clock.steady();
        if (parked.isEmpty() || (room == 0 && now.isBefore(nextUnpaid))) {
            return Optional.empty();
        }
        if (room > 0) {
            room--;
        } else {
            nextUnpaid = now.plus(UNPAID_EVERY);
        }
        retries.unpark(1);
        return Optional.of(parked.removeFirst());
    }

    private Optional<Turn> takeFresh() {
        while (fresh.isEmpty() && mayHaveMore) {
            loadPage();
        }
        return Optional.ofNullable(fresh.poll());
    }

    private void loadPage() {
        mayHaveMore = false;
        var now = clock.steady();
        for (var item : journal.pending(runId, cursor, PAGE)) {
            cursor = item.item().seq();
            mayHaveMore = true;
            var turn = Turn.first(item, clock);
            if (turn.due().isAfter(now)) {
                later.add(turn);
            } else {
                fresh.add(turn);
            }
        }
    }

    private boolean exhausted() {
        return readingEnded && !mayHaveMore && fresh.isEmpty() && later.isEmpty() && parked.isEmpty()
                && outstanding == 0;
    }

    /// Nanoseconds to the next retry; the longest wait when there is none.
    private long nanosToNextDue() {
        var head = later.peek();
        var due = head == null ? Instant.MAX : head.due();
        var next = parked.isEmpty() || due.isBefore(nextUnpaid) ? due : nextUnpaid;
        return next.equals(Instant.MAX)
                ? Long.MAX_VALUE
                : Math.max(1, Duration.between(clock.steady(), next).toNanos());
    }
}
