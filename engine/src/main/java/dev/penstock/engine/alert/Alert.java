package dev.penstock.engine.alert;

import java.time.Instant;

/// Something that somebody should be told about a run. Names and numbers only: no text of items, prompts or replies, and no
/// ids of items.
///
/// @param rule the name of the rule that fired, such as `dead-letters`
/// @param at when it fired
/// @param summary what is the matter, on one line
/// @param next the command, or the deed, that goes on from here
public record Alert(String rule, Severity severity, Instant at, Subject subject, Figure figure, String summary,
        String next) {
    private static final int LONGEST = 600;

    public Alert {
        summary = oneLine(summary);
    }

    /// What it is about.
    ///
    /// @param simulated whether the endpoint is the simulator
    public record Subject(String task, String run, String endpoint, boolean simulated) {}

    /// The number that made it fire.
    ///
    /// @param value a share with four digits, or seconds; 1 where something simply happened
    /// @param threshold what the value reached or passed
    /// @param samples how many items it was computed from
    public record Figure(double value, double threshold, long samples) {
        private static final double DIGITS = 1e4;

        public Figure {
            value = Math.round(value * DIGITS) / DIGITS;
        }

        static Figure happened(long samples) {
            return new Figure(1, 1, samples);
        }
    }

    /// All of it in a sentence or two: `dead-letters: ticket-triage, run r_7F3K: 9.1% of ...`.
    public String sentence() {
        return rule + ": " + subject.task() + ", run " + subject.run() + ": " + summary + ". Next: " + next;
    }

    /// Providers and people wrote parts of it.
    private static String oneLine(String text) {
        var clean = text.replaceAll("[\\p{Cntrl}\\u2028\\u2029]+", " ").strip();
        return clean.length() > LONGEST ? clean.substring(0, LONGEST) + "…" : clean;
    }
}
