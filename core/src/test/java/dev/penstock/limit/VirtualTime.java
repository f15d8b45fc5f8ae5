package dev.penstock.limit;

import java.util.Comparator;
import java.util.PriorityQueue;

/// Time that passes from event to event: a storm of twenty minutes takes a moment. One thread.
final class VirtualTime {
    private final PriorityQueue<Event> events = new PriorityQueue<>(
            Comparator.comparingLong(Event::at).thenComparingLong(Event::order));
    private long now;
    private long order;
    private boolean stopped;

    private record Event(long at, long order, Runnable action) {}

    long nanos() {
        return now;
    }

    double seconds() {
        return now / 1e9;
    }

    void after(double seconds, Runnable action) {
        at(now + Math.round(seconds * 1e9), action);
    }

    void at(long nanos, Runnable action) {
        events.add(new Event(Math.max(nanos, now), order++, action));
    }

    void stop() {
        stopped = true;
    }

    /// Runs until nothing happens any more, or until stopped.
    ///
    /// @return whether it ended in time
    boolean run(double mostSeconds) {
        while (!stopped && !events.isEmpty()) {
            var event = events.remove();
            if (event.at() > mostSeconds * 1e9) {
                return false;
            }
            now = event.at();
            event.action().run();
        }
        return true;
    }
}
