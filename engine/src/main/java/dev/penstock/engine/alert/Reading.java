package dev.penstock.engine.alert;

import dev.penstock.store.AlertRow.Figure;
import dev.penstock.store.AlertRow.Subject;
import java.util.List;

/// What a rule sees of one subject at one moment.
///
/// @param enough whether there are samples enough to judge by
/// @param level how bad it is by the rule's own count, from 1: only what is worse than what was told is told again
/// @param summary what is the matter; the subject is said beside it
/// @param next the command, or the deed, that goes on from here
/// @param items ids of items behind it, the worst first
record Reading(Subject subject, Figure figure, Verdict verdict, boolean enough, int level, String summary, String next,
        List<String> items) {
    /// A value must fall below this share of its threshold before all is well again.
    private static final double WELL_BELOW = 0.8;
    /// Of values with four digits.
    private static final double ROUNDING = 1e-6;

    Reading {
        items = List.copyOf(items);
    }

    /// How a value stands to its threshold.
    enum Verdict {
        /// All is well.
        QUIET,
        /// It does not fire; what fires already goes on.
        NEAR,
        /// It fires.
        OVER
    }

    /// All is well, and there is no number.
    static Reading quiet(Subject subject) {
        return new Reading(subject, new Figure(0, 1, 0), Verdict.QUIET, true, 1, "", "", List.of());
    }

    /// Something happened.
    static Reading happened(Subject subject, Figure figure, String summary, String next) {
        return new Reading(subject, figure, Verdict.OVER, true, 1, Words.oneLine(summary), next, List.of());
    }

    /// A value against its threshold.
    ///
    /// @param over whether it is more than it may be
    static Reading measured(Subject subject, Figure figure, boolean over, String summary, String next) {
        var verdict = over
                ? Verdict.OVER
                : figure.value() + ROUNDING >= WELL_BELOW * figure.threshold() ? Verdict.NEAR : Verdict.QUIET;
        return new Reading(subject, figure, verdict, true, 1, summary, next, List.of());
    }

    /// Too little was seen to judge. What fires goes on as long as more may come.
    ///
    /// @param atWork whether more may come
    static Reading tooFew(Subject subject, Figure figure, boolean atWork) {
        return new Reading(subject, figure, atWork ? Verdict.NEAR : Verdict.QUIET, false, 1, "", "", List.of());
    }

    Reading level(int worse) {
        return new Reading(subject, figure, verdict, enough, worse, summary, next, items);
    }

    Reading items(List<String> ids) {
        return new Reading(subject, figure, verdict, enough, level, summary, next, ids);
    }

    boolean over() {
        return verdict == Verdict.OVER;
    }
}
