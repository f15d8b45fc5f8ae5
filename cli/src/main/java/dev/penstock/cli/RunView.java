package dev.penstock.cli;

import dev.penstock.engine.Figures;
import dev.penstock.engine.live.Pace;
import dev.penstock.limit.Limiter;
import dev.penstock.run.Progress;
import dev.penstock.store.RunRow;

/// A moment of a run, with everything its screens show.
///
/// @param batches what the provider works on, in words; empty for nothing
record RunView(RunRow run, Progress.Snapshot now, Limiter.State endpoint, Pace.Reading pace, String batches) {
    /// A run without batches.
    RunView(RunRow run, Progress.Snapshot now, Limiter.State endpoint, Pace.Reading pace) {
        this(run, now, endpoint, pace, "");
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
