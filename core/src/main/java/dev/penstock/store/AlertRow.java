package dev.penstock.store;

import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// An alert as stored.
///
/// @param fingerprint of rule and subject: the same whenever the same matter comes up again
/// @param rule its name, such as `dead-letters`
/// @param severity `info`, `warning` or `critical`
/// @param level how bad it is by the rule's own count, from 1
/// @param summary what is the matter, on one line
/// @param next the command, or the deed, that goes on from here
public record AlertRow(String fingerprint, String rule, String severity, Subject subject, State state, Times times,
        int level, Figure figure, String summary, String next) {
    /// From the first sign to the end.
    public enum State {
        /// It is so, but not for long enough that anybody was told.
        PENDING,
        /// Somebody was told.
        FIRING,
        /// It is over.
        RESOLVED;

        /// The name in the store, in webhooks and on pages: `pending`, `firing`, `resolved`.
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// What it is about.
    ///
    /// @param run null when it is about all runs of the task
    /// @param endpoint null when it is about no endpoint
    /// @param model null when it is about no single model
    /// @param simulated whether the endpoint is the simulator
    public record Subject(String task, @Nullable String run, @Nullable String endpoint, @Nullable String model,
            boolean simulated) {}

    /// When it was what.
    ///
    /// @param since the first sign of it
    /// @param fired null while it never fired
    /// @param seen when it was last so
    /// @param told when somebody was told last; null when nobody was
    /// @param resolved null while it is not over
    public record Times(Instant since, @Nullable Instant fired, Instant seen, @Nullable Instant told,
            @Nullable Instant resolved) {}

    /// The number that made it fire.
    ///
    /// @param value a share with four digits, a factor, or seconds; 1 where something simply happened
    /// @param threshold what the value reached or passed
    /// @param samples how many items or calls it was computed from
    public record Figure(double value, double threshold, long samples) {
        private static final double DIGITS = 1e4;

        public Figure {
            value = Math.round(value * DIGITS) / DIGITS;
        }

        /// Something that simply happened.
        public static Figure happened(long samples) {
            return new Figure(1, 1, samples);
        }
    }
}
