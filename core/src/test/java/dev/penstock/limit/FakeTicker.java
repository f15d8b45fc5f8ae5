package dev.penstock.limit;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;

/// Time that stands still until it is moved. Whoever waits is woken by a signal or when time is moved past the end of the
/// wait, and never for no reason: a signal that is lost leaves a thread waiting for ever.
final class FakeTicker implements Ticker {
    private final AtomicLong now = new AtomicLong(1_000_000_000L);
    private final Set<Wait> waits = new HashSet<>();

    private record Wait(Lock lock, Condition condition, long until) {}

    @Override
    public long nanos() {
        return now.get();
    }

    @Override
    @SuppressWarnings("WaitNotInLoop")
    public void await(Lock lock, Condition condition, long nanos) throws InterruptedException {
        var until = nanos == Long.MAX_VALUE ? nanos : now.get() + nanos;
        var wait = new Wait(lock, condition, until);
        synchronized (waits) {
            waits.add(wait);
        }
        try {
            if (now.get() < until) {
                condition.await();
            }
        } finally {
            synchronized (waits) {
                waits.remove(wait);
            }
        }
    }

    int waiting() {
        synchronized (waits) {
            return waits.size();
        }
    }

    void advance(double seconds) {
        var to = now.addAndGet(Math.round(seconds * 1e9));
        for (var wait : waits()) {
            if (wait.until() <= to) {
                wait.lock().lock();
                try {
                    wait.condition().signal();
                } finally {
                    wait.lock().unlock();
                }
            }
        }
    }

    private List<Wait> waits() {
        synchronized (waits) {
            return List.copyOf(waits);
        }
    }
}
