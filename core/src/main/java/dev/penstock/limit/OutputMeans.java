package dev.penstock.limit;

import java.util.HashMap;
import java.util.Map;

/// How many output tokens the calls of each task use. The caller holds the lock.
final class OutputMeans {
    private static final double FIRST_GUESS = 300;
    private static final double SLOWEST = 0.01;

    private final Map<String, Mean> means = new HashMap<>();

    /// The expected number, at most the call's cap.
    double expected(Estimate estimate) {
        var mean = means.get(estimate.task());
        return Math.min((double) estimate.maxOutputTokens(), mean == null ? FIRST_GUESS : mean.value);
    }

    /// The plain mean of the first hundred calls, then a moving one.
    void learn(Estimate estimate, long outputTokens) {
        means.computeIfAbsent(estimate.task(), _ -> new Mean()).add((double) outputTokens);
    }

    private static final class Mean {
        private double value;
        private long count;

        void add(double sample) {
            count++;
            value += Math.max(SLOWEST, 1.0 / count) * (sample - value);
        }
    }
}
