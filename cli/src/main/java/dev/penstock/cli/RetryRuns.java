package dev.penstock.cli;

import dev.penstock.engine.Figures;
import dev.penstock.engine.Reviewer;
import dev.penstock.store.DeadLetters.Selected;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Asks again for dead letters, one run after the other: a run is what is watched, stopped and reported.
final class RetryRuns {
    private static final int FIRST_SIGNAL = 128;

    private final PenstockCommand root;
    private final RunOptions options;
    private final Reviewer by;
    private final boolean pinned;

    RetryRuns(PenstockCommand root, RunOptions options, Reviewer by, boolean pinned) {
        this.root = root;
        this.options = options;
        this.by = by;
        this.pinned = pinned;
    }

    /// Blocks until all runs have ended.
    ///
    /// @return the first exit code that is not 0
    int letters(List<Selected> selected) {
        var byRun = new LinkedHashMap<String, Set<String>>();
        selected.forEach(one -> byRun.computeIfAbsent(one.runId(), _ -> new LinkedHashSet<>()).add(one.id()));
        return runs("penstock dead-letters retry", byRun);
    }

    /// All open dead letters of these runs.
    int all(List<String> runs) {
        var byRun = new LinkedHashMap<String, @Nullable Set<String>>();
        runs.forEach(run -> byRun.put(run, null));
        return runs("penstock retry", byRun);
    }

    private int runs(String owner, Map<String, ? extends @Nullable Set<String>> byRun) {
        int code = ExitCode.ACCEPTED;
        int left = byRun.size();
        for (var run : byRun.entrySet()) {
            int ended = new RunWatch(root, options).run(owner,
                    engine -> engine.retry(run.getKey(), run.getValue(), pinned, by));
            code = code == ExitCode.ACCEPTED ? ended : code;
            left--;
            if (left > 0 && (ended == ExitCode.HALTED || ended > FIRST_SIGNAL)) {
                root.messages().say(Figures.plural(left, "more run") + " not begun; their dead letters are still open");
                return ended;
            }
        }
        return code;
    }
}
