package dev.penstock.run;

import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/// Wakes workers that wait when a run stops, and never one that works: an interrupted call may have been billed, an
/// interrupted write may be half known. Safe for use by many threads.
final class StopSignal {
    private final ReentrantLock lock = new ReentrantLock();
    private final Set<Thread> waiting = new HashSet<>();
    private boolean stopped;

    /// One thing a worker waits for.
    @FunctionalInterface
    interface Wait<T, E extends Exception> {
        T await() throws InterruptedException, E;
    }

    /// Waits, unless or until the run stops.
    ///
    /// @throws InterruptedException if the run stops, or the thread is interrupted
    <T, E extends Exception> T whileWaiting(Wait<T, E> wait) throws InterruptedException, E {
        enter();
        try {
            return wait.await();
        } finally {
            leave();
        }
    }

    void stop() {
        lock.lock();
        try {
            stopped = true;
            waiting.forEach(Thread::interrupt);
        } finally {
            lock.unlock();
        }
    }

    boolean stopped() {
        lock.lock();
        try {
            return stopped;
        } finally {
            lock.unlock();
        }
    }

    private void enter() throws InterruptedException {
        lock.lock();
        try {
            if (stopped) {
                throw new InterruptedException("the run stops");
            }
            waiting.add(Thread.currentThread());
        } finally {
            lock.unlock();
        }
    }

    /// What was waited for may have arrived just before the signal: then the interrupt has no more work to do here.
    private void leave() {
        lock.lock();
        try {
            waiting.remove(Thread.currentThread());
            if (stopped) {
                Thread.interrupted();
            }
        } finally {
            lock.unlock();
        }
    }
}
