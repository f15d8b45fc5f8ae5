package dev.penstock.limit;

/// Whether calls time out often enough to mean that too many are in flight: a server without a quota queues them. The caller
/// holds the lock.
final class Timeouts {
    private static final int WINDOW = 20;
    private static final int MANY = 3;

    /// One bit per call, the last in the lowest; ones are timeouts.
    private int last;

    void passed() {
        add(0);
    }

    void timedOut() {
        add(1);
    }

    boolean many() {
        return Integer.bitCount(last) >= MANY;
    }

    void clear() {
        last = 0;
    }

    private void add(int bit) {
        last = (last << 1 | bit) & ((1 << WINDOW) - 1);
    }
}
