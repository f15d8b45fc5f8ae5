package dev.penstock.simulator;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What the server accepts and how it works.
///
/// @param apiKey the only key accepted; null for any
/// @param models the only models known; empty for any
/// @param promptCache whether the beginning of a prompt answered before is billed as read from a cache
/// @param promptCacheTtl how long a beginning lives in it after it was last used
/// @param speed how many times faster its time runs than the client's: quota, latency, episodes; positive
/// @param clientSpeed how many times faster the client's own time runs than the wall clock; it is told waits in its time
/// @param items how many items to expect, so that a count means a share when there is no gold
/// @param keepCalls whether the books keep every call, or totals only
public record Rules(@Nullable String apiKey, List<String> models, boolean promptCache, Duration promptCacheTtl,
        double speed, double clientSpeed, int items,
        boolean keepCalls) {
    private static final double FASTEST = 10_000;

    public static final Rules USUAL = new Rules(null, List.of(), false, Duration.ofMinutes(5), 1, 1, 10_000, true);

    public Rules {
        models = List.copyOf(models);
        checkSpeed("speed", speed);
        checkSpeed("client-speed", clientSpeed);
        if (items < 1) {
            throw new IllegalArgumentException("items must be at least 1, was " + items);
        }
    }

    private static void checkSpeed(String key, double speed) {
        if (!(speed > 0 && speed <= FASTEST)) {
            throw new IllegalArgumentException(key + " must be above 0 and at most 10000, was " + speed);
        }
    }

    /// How many times faster its time runs than the time the client reads.
    double toldSpeed() {
        return speed / clientSpeed;
    }

    public Rules withApiKey(String key) {
        return new Rules(key, models, promptCache, promptCacheTtl, speed, clientSpeed, items, keepCalls);
    }

    public Rules withModels(List<String> known) {
        return new Rules(apiKey, known, promptCache, promptCacheTtl, speed, clientSpeed, items, keepCalls);
    }

    public Rules withPromptCache(boolean on) {
        return new Rules(apiKey, models, on, promptCacheTtl, speed, clientSpeed, items, keepCalls);
    }

    public Rules withPromptCacheTtl(Duration ttl) {
        return new Rules(apiKey, models, promptCache, ttl, speed, clientSpeed, items, keepCalls);
    }

    public Rules withSpeed(double factor) {
        return new Rules(apiKey, models, promptCache, promptCacheTtl, factor, clientSpeed, items, keepCalls);
    }

    public Rules withClientSpeed(double factor) {
        return new Rules(apiKey, models, promptCache, promptCacheTtl, speed, factor, items, keepCalls);
    }

    public Rules withItems(int expected) {
        return new Rules(apiKey, models, promptCache, promptCacheTtl, speed, clientSpeed, expected, keepCalls);
    }

    public Rules withKeepCalls(boolean keep) {
        return new Rules(apiKey, models, promptCache, promptCacheTtl, speed, clientSpeed, items, keep);
    }

    @Override
    public String toString() {
        return "Rules[models=" + models + ", promptCache=" + promptCache + ", promptCacheTtl="
                + promptCacheTtl + ", speed=" + speed + ", clientSpeed=" + clientSpeed + ", items=" + items
                + ", keepCalls=" + keepCalls + "]";
    }
}
