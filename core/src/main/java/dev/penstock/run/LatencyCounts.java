package dev.penstock.run;

import dev.penstock.store.RunTotals.Latency;
import java.util.Arrays;

/// How long calls took, counted in buckets that grow by 5%, so a percentile is right to 5%. Immutable.
public final class LatencyCounts {
    static final int BUCKETS = 320;
    public static final LatencyCounts NONE = new LatencyCounts(new long[BUCKETS]);

    private static final double GROWTH = Math.log(1.05);

    private final long[] counts;
    private final long total;

    /// @param counts by bucket; copied
    LatencyCounts(long[] counts) {
        this.counts = counts.clone();
        this.total = Arrays.stream(counts).sum();
    }

    /// So many calls that took the same time.
    public static LatencyCounts of(long millis, long calls) {
        var counts = new long[BUCKETS];
        counts[bucket(millis)] = calls;
        return new LatencyCounts(counts);
    }

    static int bucket(long millis) {
        return (int) Math.min(BUCKETS - 1L, Math.round(Math.log(millis + 1.0) / GROWTH));
    }

    public long total() {
        return total;
    }

    public LatencyCounts plus(LatencyCounts other) {
        var sum = counts.clone();
        Arrays.setAll(sum, i -> counts[i] + other.counts[i]);
        return new LatencyCounts(sum);
    }

    /// What came since.
    public LatencyCounts minus(LatencyCounts earlier) {
        var rest = counts.clone();
        Arrays.setAll(rest, i -> counts[i] - earlier.counts[i]);
        return new LatencyCounts(rest);
    }

    public Latency percentiles() {
        return new Latency(percentile(0.50), percentile(0.95), percentile(0.99));
    }

    private long percentile(double share) {
        var rank = (long) Math.ceil(share * total);
        long seen = 0;
        for (int i = 0; i < BUCKETS && rank > 0; i++) {
            seen += counts[i];
            if (seen >= rank) {
                return Math.round(Math.exp(i * GROWTH)) - 1;
            }
        }
        return 0;
    }
}
