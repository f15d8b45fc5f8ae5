package dev.penstock.limit;

/// The last 20 calls: did they fail? The caller holds the lock.
final class FailureWindow {
    private static final int SIZE = 20;
    private static final int FEWEST_SAMPLES = 6;
    private static final int LONGEST_RUN = 15;
    /// Three of twenty. Two in a hundred calls fail on a good day, so that this happens by chance once in thousands.
    private static final double SICK_SHARE = 0.1;

    private final boolean[] failed = new boolean[SIZE];
    private int count;
    private int next;
    private int failures;
    private int inARow;

    void add(boolean failure) {
        if (count == SIZE && failed[next]) {
            failures--;
        }
        failed[next] = failure;
        failures += failure ? 1 : 0;
        inARow = failure ? inARow + 1 : 0;
        next = (next + 1) % SIZE;
        count = Math.min(SIZE, count + 1);
    }

    /// A call passed that was counted before.
    void passed() {
        inARow = 0;
    }

    /// Whether the breaker should open: half of the window failed, or fifteen in a row.
    ///
    /// @param outlived calls in flight that count as passed beside those of the window
    boolean tripped(int outlived) {
        return count >= FEWEST_SAMPLES && (failures * 2 >= count + outlived || inARow >= LONGEST_RUN);
    }

    /// Whether the endpoint, apart from the call just counted, fails for a good part of its callers.
    boolean sick() {
        return count >= FEWEST_SAMPLES && failures - 1 >= SICK_SHARE * count;
    }

    void clear() {
        count = 0;
        next = 0;
        failures = 0;
        inARow = 0;
    }
}
