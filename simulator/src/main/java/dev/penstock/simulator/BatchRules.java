package dev.penstock.simulator;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// How the batch APIs behave.
///
/// @param time from a batch's creation to its end, in simulated time
/// @param expiresAfter how long a batch may take, positive
public record BatchRules(Latency time, Duration expiresAfter, List<BatchFault> faults) {
    public static final BatchRules USUAL = new BatchRules(Latency.fixed(Duration.ofSeconds(2)), Duration.ofHours(24),
            List.of());

    public BatchRules {
        faults = List.copyOf(faults);
        if (!expiresAfter.isPositive()) {
            throw new IllegalArgumentException("batch.expires-after must be positive, was " + expiresAfter);
        }
    }

    public BatchRules withTime(Latency other) {
        return new BatchRules(other, expiresAfter, faults);
    }

    public BatchRules withExpiresAfter(Duration other) {
        return new BatchRules(time, other, faults);
    }

    /// Adds one fault.
    public BatchRules and(BatchFault fault) {
        var more = new ArrayList<>(faults);
        more.add(fault);
        return new BatchRules(time, expiresAfter, more);
    }
}
