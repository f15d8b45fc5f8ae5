package dev.penstock.engine;

import dev.penstock.store.Answerer;
import dev.penstock.store.RunRow;
import dev.penstock.store.RunStatus;
import dev.penstock.store.RunTotals;
import dev.penstock.store.Store;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Recomputes the numbers of runs, those of a run that has ended once: they are what they are until somebody goes on with it,
/// or decides about one of its dead letters. Safe for use by many threads.
final class EndedRuns {
    private static final int REMEMBERED = 1_000;

    private final Store store;
    private final Map<String, Known> known = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Known> eldest) {
            return size() > REMEMBERED;
        }
    };
    private long lastDecision;

    EndedRuns(Store store) {
        this.store = store;
    }

    /// @param answerers the models that were asked
    record Sums(RunTotals totals, List<Answerer> answerers) {}

    /// @param ended the row's last change: another one means that somebody went on with it
    private record Known(Instant ended, Sums sums) {}

    Sums of(RunRow run) {
        if (run.status() == RunStatus.RUNNING || run.status() == RunStatus.OPEN) {
            return read(run);
        }
        long decisions = forgetDecided();
        var before = remembered(run);
        if (before != null) {
            return before;
        }
        var sums = read(run);
        remember(run, sums, decisions);
        return sums;
    }

    private Sums read(RunRow run) {
        return new Sums(store.runs().totals(run.id()), store.runs().answerers(run.id()));
    }

    private synchronized long forgetDecided() {
        long newest = store.deadLetters().newestDecision();
        if (newest > lastDecision) {
            if (!known.isEmpty()) {
                store.deadLetters().runsDecided(lastDecision).forEach(known::remove);
            }
            lastDecision = newest;
        }
        return newest;
    }

    private synchronized @Nullable Sums remembered(RunRow run) {
        var before = known.get(run.id());
        return before != null && before.ended().equals(run.updatedAt()) ? before.sums() : null;
    }

    /// @param decisions the newest one before the numbers were read: a later one may not be in them
    private synchronized void remember(RunRow run, Sums sums, long decisions) {
        if (decisions == lastDecision) {
            known.put(run.id(), new Known(run.updatedAt(), sums));
        }
    }
}
