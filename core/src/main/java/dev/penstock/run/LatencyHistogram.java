package dev.penstock.run;

/// Counts latencies in constant memory. The caller holds the lock.
final class LatencyHistogram {
    private final long[] counts = new long[LatencyCounts.BUCKETS];

    void record(long millis) {
        counts[LatencyCounts.bucket(millis)]++;
    }

    LatencyCounts counts() {
        return new LatencyCounts(counts);
    }
}
