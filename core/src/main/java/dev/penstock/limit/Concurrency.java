package dev.penstock.limit;

/// How many bulk calls may be in flight at once: doubles per latency after a start (slow start), then grows by one per
/// latency, and shrinks when the endpoint suffers (AIMD, after TCP: RFC 5681). The caller holds the lock.
final class Concurrency {
    static final int START = 16;
    private static final double BUSY = 0.7;

    private final int max;
    private double allowed;
    private boolean slowStart = true;

    Concurrency(int max) {
        this.max = max;
        this.allowed = Math.min(START, max);
    }

    int allowed() {
        return (int) allowed;
    }

    /// A call passed while so many others were in flight.
    void passed(int inFlight) {
        if (inFlight >= BUSY * allowed) {
            allowed = Math.min(max, allowed + (slowStart ? 1 : 1 / allowed));
        }
    }

    void rateLimited() {
        cut(0.9, 4);
    }

    void overloaded() {
        cut(0.6, 2);
    }

    void timedOut() {
        cut(0.5, 2);
    }

    /// After an outage: from few calls, and fast.
    void restart() {
        allowed = Math.min(START, max);
        slowStart = true;
    }

    private void cut(double factor, int least) {
        allowed = Math.max(Math.min(least, max), factor * allowed);
        slowStart = false;
    }
}
