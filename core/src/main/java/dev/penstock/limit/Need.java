package dev.penstock.limit;

import dev.penstock.provider.QuotaReading.Dimension;

/// What one call takes from the buckets before it is made.
record Need(double inputTokens, double outputTokens) {
    double of(Dimension dimension) {
        return switch (dimension) {
            case REQUESTS -> 1;
            case INPUT_TOKENS -> inputTokens;
            case OUTPUT_TOKENS -> outputTokens;
            case TOKENS -> inputTokens + outputTokens;
        };
    }
}
