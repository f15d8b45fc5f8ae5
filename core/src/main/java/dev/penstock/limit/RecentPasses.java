package dev.penstock.limit;

import java.util.Arrays;

/// Counts the calls that passed in the last 20 seconds. The caller holds the lock.
final class RecentPasses {
    static final double SECONDS = 20;
    private static final double FEWEST_SECONDS = 3;
    private static final double LEAST_PER_SECOND = 0.2;
    private static final long SLOT_NANOS = 100_000_000;

    private final int[] slots = new int[(int) (SECONDS * 1e9 / SLOT_NANOS)];
    private final long start;
    private long newest;
    private int sum;

    RecentPasses(long now) {
        this.start = now;
        this.newest = now / SLOT_NANOS;
    }

    void add(long now) {
        moveTo(now);
        slots[(int) Math.floorMod(newest, (long) slots.length)]++;
        sum++;
    }

    /// Calls per second of late; over what time there was when it is shorter than that.
    double perSecond(long now) {
        moveTo(now);
        return Math.max(LEAST_PER_SECOND, sum / Math.clamp((now - start) / 1e9, FEWEST_SECONDS, SECONDS));
    }

    private void moveTo(long now) {
        var slot = now / SLOT_NANOS;
        if (slot - newest >= slots.length) {
            Arrays.fill(slots, 0);
            sum = 0;
            newest = slot;
        }
        while (newest < slot) {
            newest++;
            var oldest = (int) Math.floorMod(newest, (long) slots.length);
            sum -= slots[oldest];
            slots[oldest] = 0;
        }
    }
}
