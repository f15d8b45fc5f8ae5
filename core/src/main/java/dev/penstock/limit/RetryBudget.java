package dev.penstock.limit;

import java.util.concurrent.atomic.AtomicInteger;

/// Pays for retries of failed calls out of successes, one for ten, so that a sick endpoint is not buried under them. Items
/// that it cannot pay for are parked by their run until it can. Safe for use by many threads.
public final class RetryBudget {
    static final int START = 10;
    static final int CAP = 50;
    private static final int SUCCESSES = 10;

    private final AtomicInteger successes = new AtomicInteger(START * SUCCESSES);
    private final AtomicInteger parked = new AtomicInteger();

    /// Pays for a retry.
    ///
    /// @return whether it could; otherwise the item counts as parked
    public boolean payOrPark() {
        if (pay()) {
            return true;
        }
        parked.incrementAndGet();
        return false;
    }

    /// Pays for the retry of a parked item.
    ///
    /// @return whether it could; then the item is no longer parked
    public boolean payForParked() {
        if (!pay()) {
            return false;
        }
        unpark(1);
        return true;
    }

    /// So many items are no longer parked: they go unpaid, or their run ended.
    public void unpark(int items) {
        parked.addAndGet(-items);
    }

    /// Items parked now, of all runs.
    public int parked() {
        return parked.get();
    }

    void earn() {
        successes.updateAndGet(saved -> Math.min(CAP * SUCCESSES, saved + 1));
    }

    private boolean pay() {
        return successes.getAndUpdate(saved -> saved >= SUCCESSES ? saved - SUCCESSES : saved) >= SUCCESSES;
    }
}
