package dev.penstock.limit;

import dev.penstock.provider.QuotaReading.Dimension;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What became of the calls, for people and metrics; nothing is decided by it but who is singled out. The caller holds the
/// lock.
final class TrafficCounts {
    private static final Duration HELD_BACK_LATELY = Duration.ofSeconds(10);
    private static final Duration UNREJECTED = Duration.ofMinutes(10);

    private long passed;
    private long rejected;
    private long failed;
    private long rejectedAt;
    private long heldBackAt;
    private long heldBackUntil;
    private @Nullable Dimension heldBackBy;

    TrafficCounts(long now) {
        this.rejectedAt = now;
        this.heldBackAt = now;
        this.heldBackUntil = now;
    }

    long passedSoFar() {
        return passed;
    }

    void passed() {
        passed++;
    }

    void rejected(long now) {
        rejected++;
        rejectedAt = now;
    }

    void failed() {
        failed++;
    }

    /// @param cap the configured limit that makes a call wait; null when it is something else
    void heldBack(long now, double seconds, @Nullable Dimension cap) {
        heldBackAt = now;
        heldBackUntil = now + (long) (seconds * 1e9);
        heldBackBy = cap;
    }

    /// @param learnedPerSecond zero for nothing
    Limiter.Traffic snapshot(long now, List<Limiter.Quota> quotas, double learnedPerSecond) {
        return new Limiter.Traffic(quotas, learnedPerSecond == 0 ? null : (Double) (learnedPerSecond * 60),
                needlessCap(now), Duration.ofNanos(Math.max(0, heldBackUntil - now)), passed, rejected, failed);
    }

    private @Nullable Dimension needlessCap(long now) {
        return now - heldBackAt < HELD_BACK_LATELY.toNanos() && now - rejectedAt >= UNREJECTED.toNanos()
                ? heldBackBy
                : null;
    }
}
