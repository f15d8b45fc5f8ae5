package dev.penstock.simulator;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// A stretch during which the whole provider is sick.
///
/// @param rate share of the calls that feel it
public record Episode(Kind kind, Span span, double rate) {
    public Episode {
        if (!(rate > 0 && rate <= 1)) {
            throw new IllegalArgumentException("rate must be above 0 and at most 1, was " + rate);
        }
    }

    /// How it is sick.
    public enum Kind {
        /// Every call gets a 529 (OpenAI wire: 503).
        OVERLOAD_529,
        /// Every call gets a 500.
        BROWNOUT_500,
        /// Every connection is reset.
        DOWN;

        public String label() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }

        static Optional<Kind> of(String label) {
            return Arrays.stream(values()).filter(kind -> kind.label().equals(label)).findFirst();
        }

        static List<String> labels() {
            return Arrays.stream(values()).map(Kind::label).toList();
        }
    }

    /// When it is sick.
    public sealed interface Span {
        /// Simulated time since the first request, the end excluded.
        record Time(Duration from, Duration to) implements Span {
            public Time {
                if (from.isNegative() || to.compareTo(from) <= 0) {
                    throw new IllegalArgumentException("an episode needs 0s <= from < to, was " + from + ", " + to);
                }
            }
        }

        /// Numbers of calls, the first is 1, both included.
        record Calls(long from, long to) implements Span {
            public Calls {
                if (from < 1 || to < from) {
                    throw new IllegalArgumentException(
                            "an episode needs 1 <= from-call <= to-call, was " + from + ", " + to);
                }
            }
        }
    }

    boolean covers(Duration sinceFirst, long call) {
        return switch (span) {
            case Span.Time(var from, var to) -> sinceFirst.compareTo(from) >= 0 && sinceFirst.compareTo(to) < 0;
            case Span.Calls(var from, var to) -> call >= from && call <= to;
        };
    }
}
