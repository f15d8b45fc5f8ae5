package dev.penstock.simulator;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// One way things go wrong, and how often.
///
/// @param share which items or calls it hits
/// @param heals share of its items for which a later call is answered well; the rest stay bad. Means nothing per call and
///     for hopeless and account faults
/// @param options details of transport faults
public record Fault(FaultKind kind, Share share, double heals, Options options) {
    public Fault {
        if (heals < 0 || heals > 1) {
            throw new IllegalArgumentException("heals must be from 0 to 1, was " + heals);
        }
    }

    /// What a fault hits.
    public sealed interface Share {
        /// This share of all items.
        record OfItems(double rate) implements Share {
            public OfItems {
                checkRate(rate);
            }
        }

        /// Exactly so many of the gold items, none of which gets another counted fault.
        record Count(int items) implements Share {
            public Count {
                if (items < 0) {
                    throw new IllegalArgumentException("count must be at least 0, was " + items);
                }
            }
        }

        /// This share of all calls, between two numbers of calls; the first call is 1.
        ///
        /// @param toCall inclusive
        record OfCalls(double rate, long fromCall, long toCall) implements Share {
            public OfCalls {
                checkRate(rate);
                if (fromCall < 1 || toCall < fromCall) {
                    throw new IllegalArgumentException(
                            "from-call and to-call need 1 <= from-call <= to-call, were " + fromCall + ", " + toCall);
                }
            }
        }

        private static void checkRate(double rate) {
            if (!(rate >= 0 && rate <= 1)) {
                throw new IllegalArgumentException("rate must be from 0 to 1, was " + rate);
            }
        }
    }

    /// How a 429 or an overload says when to come back.
    public enum RetryAfter {
        /// Not at all.
        NONE,
        /// `retry-after: 1`.
        SECONDS,
        /// `retry-after` with an HTTP date.
        HTTP_DATE,
        /// `retry-after-ms`.
        MS,
        /// `retry-after: 0`.
        ZERO,
        /// `retry-after: -5`.
        NEGATIVE,
        /// `retry-after: 1000000000`.
        FOREVER,
        /// `retry-after: soon`.
        GARBAGE,
        /// Each of the above in turn, drawn per call.
        MIXED
    }

    /// @param status null for the kind's usual one
    /// @param retryAfter what a 429 or an overload says
    /// @param delay how late `slow` is, how far apart the bytes of `trickle` are, how long `stall` is silent, what
    ///     `retry-after` says; null for the kind's usual one
    /// @param billed share of the hit calls whose tokens are billed; null for the kind's usual one
    public record Options(@Nullable Integer status, RetryAfter retryAfter, @Nullable Duration delay,
            @Nullable Double billed) {
        public static final Options NONE = new Options(null, RetryAfter.SECONDS, null, null);

        public Options {
            if (billed != null && !(billed >= 0 && billed <= 1)) {
                throw new IllegalArgumentException("billed must be from 0 to 1, was " + billed);
            }
        }
    }

    /// A fault of this share of the items. Content faults stay bad, transport faults heal.
    public static Fault ofItems(FaultKind kind, double rate) {
        return new Fault(kind, new Share.OfItems(rate), usualHealing(kind), Options.NONE);
    }

    /// A fault of exactly so many gold items. Content faults stay bad, transport faults heal.
    public static Fault count(FaultKind kind, int items) {
        return new Fault(kind, new Share.Count(items), usualHealing(kind), Options.NONE);
    }

    /// A fault of this share of the calls.
    public static Fault ofCalls(FaultKind kind, double rate) {
        return new Fault(kind, new Share.OfCalls(rate, 1, Long.MAX_VALUE), 1, Options.NONE);
    }

    /// A fault of every call from this one on; the first call is 1.
    public static Fault fromCall(FaultKind kind, long call) {
        return new Fault(kind, new Share.OfCalls(1, call, Long.MAX_VALUE), 0, Options.NONE);
    }

    static double usualHealing(FaultKind kind) {
        return kind.family() == FaultKind.Family.TRANSPORT ? 1 : 0;
    }

    public Fault withHeals(double share) {
        return new Fault(kind, this.share, share, options);
    }

    public Fault with(Options other) {
        return new Fault(kind, share, heals, other);
    }
}
