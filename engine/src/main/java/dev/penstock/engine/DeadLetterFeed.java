package dev.penstock.engine;

import dev.penstock.store.DeadLetters;
import dev.penstock.store.DeadLetters.Arrival;
import java.util.ArrayList;
import java.util.List;

/// The dead letters of a run as they come, read from the store when somebody asks: a run that nobody watches pays nothing.
/// Safe for use by many threads.
final class DeadLetterFeed {
    private static final int AT_ONCE = 1_000;

    private final DeadLetters letters;
    private final String runId;
    private long seen;

    /// Begins with the next one that comes.
    DeadLetterFeed(DeadLetters letters, String runId) {
        this.letters = letters;
        this.runId = runId;
        this.seen = letters.newest();
    }

    /// Those that came since the last time, oldest first.
    synchronized List<Arrival> next() {
        var came = new ArrayList<Arrival>();
        List<Arrival> some;
        do {
            some = letters.arrivals(runId, seen, AT_ONCE);
            came.addAll(some);
            seen = some.isEmpty() ? seen : some.getLast().position();
        } while (some.size() == AT_ONCE);
        return came;
    }
}
