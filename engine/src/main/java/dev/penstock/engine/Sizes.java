package dev.penstock.engine;

import java.util.ArrayList;
import java.util.List;

/// How long many requests are, without keeping each: their number and bytes by size, an eighth of a power of two apart. Used by one
/// thread.
final class Sizes {
    private static final int STEP_BITS = 3;
    private static final int STEPS = 1 << STEP_BITS;

    private final long[] counts = new long[Long.SIZE * STEPS];
    private final long[] bytes = new long[Long.SIZE * STEPS];

    /// Requests of about one size.
    ///
    /// @param bytes of all of them
    record Group(long count, long bytes) {}

    void add(long size) {
        int index = index(size);
        counts[index]++;
        bytes[index] += size;
    }

    long count() {
        return groups().stream().mapToLong(Group::count).sum();
    }

    long bytes() {
        return groups().stream().mapToLong(Group::bytes).sum();
    }

    /// From the shortest to the longest.
    List<Group> groups() {
        var groups = new ArrayList<Group>();
        for (int i = 0; i < counts.length; i++) {
            if (counts[i] > 0) {
                groups.add(new Group(counts[i], bytes[i]));
            }
        }
        return groups;
    }

    private static int index(long size) {
        if (size < STEPS) {
            return (int) size;
        }
        int power = Long.SIZE - 1 - Long.numberOfLeadingZeros(size);
        return power * STEPS + (int) (size >>> (power - STEP_BITS)) % STEPS;
    }
}
