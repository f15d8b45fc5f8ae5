package dev.penstock.jdbc;

import java.util.TreeMap;

/// A histogram in whole milliseconds.
final class Latencies {
    private final TreeMap<Long, Long> bars = new TreeMap<>();
    private long count;

    void add(long ms, long times) {
        bars.merge(ms, times, Long::sum);
        count += times;
    }

    /// Nearest rank; zero when nothing was added.
    long percentile(int percent) {
        long rank = Math.ceilDiv(count * percent, 100);
        for (var bar : bars.entrySet()) {
            rank -= bar.getValue();
            if (rank <= 0) {
                return bar.getKey();
            }
        }
        return 0;
    }
}
