package dev.penstock.provider;

import dev.penstock.item.Usage;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Reads token counts that a server sent, without trusting them.
public final class TokenCounts {
    /// What a count that cannot be true reads as.
    public static final long UNUSABLE = -1;
    /// No context window comes near; a larger count is a fault of the server.
    private static final long MOST = 100_000_000;

    private TokenCounts() {}

    /// A count that must be there: [#UNUSABLE] if it is absent, null, negative, huge or not a whole number.
    public static long required(JsonNode count) {
        if (!count.isNumber() || !count.canConvertToExactIntegral() || !count.canConvertToLong()) {
            return UNUSABLE;
        }
        long value = count.asLong();
        return value < 0 || value > MOST ? UNUSABLE : value;
    }

    /// A count that may be absent or null, which is 0.
    public static long optional(JsonNode count) {
        return count.isMissingNode() || count.isNull() ? 0 : required(count);
    }

    /// Whether any of the counts is [#UNUSABLE].
    public static boolean anyUnusable(long... counts) {
        return LongStream.of(counts).anyMatch(count -> count == UNUSABLE);
    }

    /// The usage these counts make; null if they contradict each other.
    public static @Nullable Usage usage(long input, long output, long cacheRead, long cacheWrite, long cacheWriteLong) {
        boolean consistent = cacheRead + cacheWrite <= input && cacheWriteLong <= cacheWrite;
        return consistent ? new Usage(input, output, cacheRead, cacheWrite, cacheWriteLong) : null;
    }
}
