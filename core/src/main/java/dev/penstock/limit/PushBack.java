package dev.penstock.limit;

import dev.penstock.limit.Grant.Probe;
import dev.penstock.provider.RetryAfter;
import java.time.Duration;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// What follows from rejections for too many requests: one reaction to all that were sent before the first was known (an
/// epoch), a pause that grows while they go on, then a single probe. The caller holds the lock.
final class PushBack {
    private static final double SHORTEST_SECONDS = 0.5;
    private static final double LONGEST_SECONDS = 30;
    private static final double ESCALATION = 1.6;
    private static final double JITTER_SECONDS = 0.05;
    private static final double SHORTEST_TRUST_SECONDS = 1;

    private long cutAt;
    private int epochs;
    private boolean probeNeeded;
    private boolean probing;
    private long trustedAt;
    private double rejectionSeconds;

    PushBack(long now) {
        this.cutAt = now;
    }

    boolean probeNeeded() {
        return probeNeeded;
    }

    /// How long nobody else may go, in nanoseconds: a probe is out, and a rejection would come faster than that. It usually
    /// ends before; zero when none is.
    long probingFor(long now) {
        return probeNeeded && probing ? Math.max(0, trustedAt - now) : 0;
    }

    void sent(Grant grant) {
        if (grant.probe() == Probe.QUOTA) {
            probing = true;
            trustedAt = grant.at() + (long) (1e9 * Math.max(SHORTEST_TRUST_SECONDS, 3 * rejectionSeconds));
        }
    }

    void advance(long now) {
        if (probing && now >= trustedAt) {
            probeNeeded = false;
            probing = false;
        }
    }

    /// The call ended without a rejection.
    void ended(Grant grant) {
        if (grant.probe() == Probe.QUOTA && isNews(grant)) {
            probing = false;
        }
    }

    void passed(Grant grant) {
        if (isNews(grant)) {
            epochs = 0;
            probeNeeded &= !grant.isProbe();
        }
    }

    /// Whether what became of this call says anything new: it was sent after the last reaction.
    boolean isNews(Grant grant) {
        return grant.at() >= cutAt;
    }

    /// Begins an epoch.
    ///
    /// @param hint what the provider asks for; null for nothing
    /// @return seconds to pause
    double rejected(long now, Grant grant, @Nullable Duration hint, RandomGenerator random) {
        rejectionSeconds += 0.2 * ((now - grant.at()) / 1e9 - rejectionSeconds);
        cutAt = now;
        epochs++;
        probeNeeded = true;
        probing = false;
        var believed = RetryAfter.believed(hint);
        var seconds = believed == null ? backoff(random) : believed.toNanos() / 1e9;
        var least = epochs == 1 ? 0 : Math.min(LONGEST_SECONDS, SHORTEST_SECONDS * Math.pow(ESCALATION, epochs - 1));
        return Math.max(seconds, least) + random.nextDouble(JITTER_SECONDS);
    }

    private double backoff(RandomGenerator random) {
        return Math.max(SHORTEST_SECONDS,
                random.nextDouble(0.5, 1) * Math.min(LONGEST_SECONDS, Math.pow(2, epochs - 1)));
    }
}
