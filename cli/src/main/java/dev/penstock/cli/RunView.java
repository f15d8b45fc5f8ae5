package dev.penstock.cli;

import dev.penstock.engine.live.Pace;
import dev.penstock.limit.Limiter;
import dev.penstock.run.Progress;
import dev.penstock.store.RunRow;

/// A moment of a run, with everything its screens show.
record RunView(RunRow run, Progress.Snapshot now, Limiter.State endpoint, Pace.Reading pace) {
    private static final int SHORT_HASH = 6;
    private static final int SHORT_COMMIT = 7;

    /// `9c1e4b` of `sha256:9c1e4b…`.
    static String shortVersion(String promptVersion) {
        var hex = promptVersion.substring(promptVersion.indexOf(':') + 1);
        return hex.substring(0, Math.min(SHORT_HASH, hex.length()));
    }

    static String shortCommit(String commit) {
        return commit.substring(0, Math.min(SHORT_COMMIT, commit.length()));
    }

    /// Share of the items that are finished, or `reading` while their number is not known yet.
    String share() {
        return now.readingEnded() ? Figures.roundPercent(now.finished(), now.total()) : "reading";
    }

    /// `4m10s`, or `?` when nobody can know.
    String eta() {
        var eta = pace.eta();
        if (eta == null) {
            return "?";
        }
        return eta.toSeconds() < 60 ? eta.toSeconds() + "s" : Figures.duration(eta);
    }
}
