package dev.penstock.limit;

/// The last 20 calls: did they fail? The caller holds the lock.
final class FailureWindow {
    private static final int SIZE = 20;
    private static final int FEWEST_SAMPLES = 6;
    private static final int LONGEST_RUN = 15;

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

    /// Whether the breaker should open: half of the window failed, or fifteen in a row.
    boolean tripped() {
        return count >= FEWEST_SAMPLES && (failures * 2 >= count || inARow >= LONGEST_RUN);
    }

    /// Whether the endpoint, apart from the call just counted, fails for a good part of its callers.
    boolean mostlyFailing() {
        return count >= FEWEST_SAMPLES && (failures - 1) * 5 >= count;
    }

    void clear() {
        count = 0;
        next = 0;
        failures = 0;
        inARow = 0;
    }
}
