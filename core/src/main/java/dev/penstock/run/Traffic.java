package dev.penstock.run;

import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/// What came of calls, in numbers that can be added and subtracted.
///
/// @param calls that came to an end
/// @param retryable of them that failed in a way the same request may heal
/// @param nonRetryable of them that the provider refused for good; what checks found does not count
/// @param replies with a stop reason
/// @param truncated of the replies, those that stopped at the token limit
/// @param metered calls whose usage is known
/// @param tokens of those, input and output together
/// @param latencies of replies
/// @param largest metered calls, the largest first
public record Traffic(long calls, long retryable, long nonRetryable, long replies, long truncated, long metered,
        long tokens, LatencyCounts latencies, List<Large> largest) {
    public static final Traffic NONE = new Traffic(0, 0, 0, 0, 0, 0, 0, LatencyCounts.NONE, List.of());

    /// So many of the largest calls are remembered.
    static final int MOST_LARGE = 5;

    public Traffic {
        largest = largest.stream()
                .sorted(Comparator.comparingLong(Large::tokens).reversed())
                .limit(MOST_LARGE)
                .toList();
    }

    /// Who was asked what.
    public record Line(String endpoint, String model, String promptVersion) {}

    /// A call that took many tokens.
    public record Large(String itemId, long tokens) {}

    public Traffic plus(Traffic other) {
        return new Traffic(calls + other.calls, retryable + other.retryable, nonRetryable + other.nonRetryable,
                replies + other.replies, truncated + other.truncated, metered + other.metered, tokens + other.tokens,
                latencies.plus(other.latencies), Stream.concat(largest.stream(), other.largest.stream()).toList());
    }

    /// What came since. The largest calls are those of this one.
    public Traffic minus(Traffic earlier) {
        return new Traffic(calls - earlier.calls, retryable - earlier.retryable, nonRetryable - earlier.nonRetryable,
                replies - earlier.replies, truncated - earlier.truncated, metered - earlier.metered,
                tokens - earlier.tokens, latencies.minus(earlier.latencies), largest);
    }
}
