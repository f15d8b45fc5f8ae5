package dev.penstock.run;

import dev.penstock.store.RunTotals.Latency;

/// Percentiles in constant memory: buckets that grow by 5%, so a percentile is right to 5%. The caller holds the lock.
final class LatencyHistogram {
    private static final double GROWTH = Math.log(1.05);
    private static final int BUCKETS = 320;

    private final long[] counts = new long[BUCKETS];
    private long total;

    void record(long millis) {
        counts[bucket(millis)]++;
        total++;
    }

    Latency percentiles() {
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

    private static int bucket(long millis) {
        return (int) Math.min(BUCKETS - 1L, Math.round(Math.log(millis + 1.0) / GROWTH));
    }
}
