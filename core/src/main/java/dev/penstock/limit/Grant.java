package dev.penstock.limit;

/// A call that was let through. The caller of [EndpointState] ends it exactly once.
final class Grant {
    private final Lane lane;
    private final Estimate estimate;
    private final Need need;
    private final long at;
    private final Probe probe;
    private boolean young = true;

    Grant(Lane lane, Estimate estimate, Need need, long at, Probe probe) {
        this.lane = lane;
        this.estimate = estimate;
        this.need = need;
        this.at = at;
        this.probe = probe;
    }

    /// What the call finds out for everyone who waits.
    enum Probe {
        NONE,
        /// Whether the provider lets calls through again after it rejected some.
        QUOTA,
        /// Whether the endpoint works again.
        BREAKER
    }

    Lane lane() {
        return lane;
    }

    Estimate estimate() {
        return estimate;
    }

    Need need() {
        return need;
    }

    /// When it was let through, in monotonic nanoseconds.
    long at() {
        return at;
    }

    Probe probe() {
        return probe;
    }

    boolean isProbe() {
        return probe != Probe.NONE;
    }

    /// Whether nothing is known of it yet: it has not ended, and is not in flight for long enough to count as passed.
    boolean young() {
        return young;
    }

    void grown() {
        young = false;
    }
}
