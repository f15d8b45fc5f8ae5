package dev.penstock.limit;

import dev.penstock.item.Usage;
import dev.penstock.provider.QuotaReading;
import dev.penstock.provider.QuotaReading.Dimension;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The quotas of an endpoint, and what calls in flight have reserved of them. The caller holds the lock.
final class Buckets {
    private static final Dimension[] DIMENSIONS = Dimension.values();

    private final Bucket requests;
    private final Bucket inputTokens;
    private final Bucket outputTokens;
    private final Bucket tokens = new Bucket(null);
    private final OutputAccounting accounting;
    private double reservedOutput;

    Buckets(Limits limits) {
        this.accounting = limits.outputAccounting();
        this.requests = new Bucket(limits.requestsPerMinute());
        this.inputTokens = new Bucket(limits.inputTokensPerMinute());
        this.outputTokens = new Bucket(limits.outputTokensPerMinute());
    }

    Bucket of(Dimension dimension) {
        return switch (dimension) {
            case REQUESTS -> requests;
            case INPUT_TOKENS -> inputTokens;
            case OUTPUT_TOKENS -> outputTokens;
            case TOKENS -> tokens;
        };
    }

    void refill(double seconds) {
        for (var dimension : DIMENSIONS) {
            of(dimension).refill(seconds);
        }
    }

    /// Seconds until the call may be made; zero when it may be made now.
    ///
    /// @param leaveSome whether a part stays for interactive callers
    double secondsUntil(Need need, boolean leaveSome) {
        double longest = 0;
        for (var dimension : DIMENSIONS) {
            longest = Math.max(longest, of(dimension).secondsUntil(need.of(dimension), leaveSome));
        }
        return longest;
    }

    /// The configured limit that makes the call wait longest; null when none does.
    @Nullable
    Dimension cap(Need need, boolean leaveSome) {
        Dimension cap = null;
        double longest = 0;
        for (var dimension : DIMENSIONS) {
            var bucket = of(dimension);
            var seconds = bucket.secondsUntil(need.of(dimension), leaveSome);
            if (seconds > longest) {
                longest = seconds;
                cap = bucket.isCapped() ? dimension : null;
            }
        }
        return cap;
    }

    List<Limiter.Quota> known() {
        return Stream.of(DIMENSIONS)
                .filter(dimension -> of(dimension).perMinute() > 0)
                .map(dimension -> new Limiter.Quota(dimension, of(dimension).perMinute(), of(dimension).configured()))
                .toList();
    }

    void take(Need need) {
        for (var dimension : DIMENSIONS) {
            of(dimension).take(need.of(dimension));
        }
        reservedOutput += need.outputTokens();
    }

    /// The call is no longer in flight.
    void release(Need need) {
        reservedOutput -= need.outputTokens();
    }

    /// It used this much. Cached input counts toward no quota.
    void settle(Need need, Usage usage) {
        giveBack(need.inputTokens() - (usage.input() - usage.cacheRead()), need.outputTokens() - usage.output());
    }

    /// It used nothing but the request.
    void refund(Need need) {
        giveBack(need.inputTokens(), need.outputTokens());
    }

    void observe(QuotaReading reading, boolean success, double latencySeconds) {
        for (var level : reading.levels()) {
            var generates = level.dimension() == Dimension.OUTPUT_TOKENS || level.dimension() == Dimension.TOKENS;
            var owed = generates && accounting == OutputAccounting.USED
                    ? Bucket.owed(reservedOutput, (double) level.perMinute(), latencySeconds)
                    : 0;
            of(level.dimension()).observe(level.perMinute(), level.remaining(), success, owed);
        }
    }

    /// Whether a rejection with these headers has another reason than a quota: of each, plenty is left.
    boolean clears(QuotaReading reading) {
        return !reading.levels().isEmpty()
                && reading.levels().stream().allMatch(level -> of(level.dimension()).isPlenty(level.remaining()));
    }

    /// A rejection came without headers.
    void foundEmpty() {
        for (var dimension : DIMENSIONS) {
            of(dimension).foundEmpty();
        }
    }

    double reservedOutput() {
        return reservedOutput;
    }

    private void giveBack(double input, double output) {
        inputTokens.giveBack(input);
        outputTokens.giveBack(output);
        tokens.giveBack(input + output);
    }
}
