package dev.penstock.limit;

import java.util.Random;

/// What there is to do: input, output and latency of each item, lognormal, latency and output correlated.
final class StormItems {
    final int count;
    final int maxOutputTokens;
    final int[] input;
    final int[] output;
    final double[] estimatedInput;
    /// Standard deviations from the median latency, on a logarithmic scale.
    final double[] slowness;
    private final Random random;

    StormItems(int count, int maxOutputTokens, long seed) {
        this.count = count;
        this.maxOutputTokens = maxOutputTokens;
        this.random = new Random(seed);
        this.input = new int[count];
        this.output = new int[count];
        this.estimatedInput = new double[count];
        this.slowness = new double[count];
        for (int i = 0; i < count; i++) {
            double z = random.nextGaussian();
            input[i] = (int) Math.max(20, Math.exp(Math.log(1_000) + 0.5 * random.nextGaussian()));
            output[i] = (int) Math.clamp(Math.exp(Math.log(300) + 0.8 * z), 5, 4_096);
            slowness[i] = 0.8 * z + 0.6 * random.nextGaussian();
            estimatedInput[i] = 1.03 * input[i] * Math.exp(0.12 * random.nextGaussian());
        }
    }

    /// The model answers anew, and takes another time for it.
    double slownessOfRetry(int item) {
        return 0.6 * random.nextGaussian() + 0.8 * (Math.log(output[item] / 300.0) / 0.8);
    }

    long inputTokens() {
        return sum(input);
    }

    long outputTokens() {
        return sum(output);
    }

    private static long sum(int[] values) {
        long sum = 0;
        for (int value : values) {
            sum += value;
        }
        return sum;
    }
}
