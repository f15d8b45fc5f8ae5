package dev.penstock.engine.alert;

import dev.penstock.limit.Limiter;
import dev.penstock.provider.batch.Batch;
import dev.penstock.run.Progress;
import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The numbers of a run at work, as they are right now.
///
/// @param batches of it that the provider works on, as it told them last; their results come when it is done
/// @param takeovers why other endpoints than the task's own answered, one sentence each
/// @param days the money of the day of each of its endpoints that has a wall
/// @param samplesFail why samples are not kept; null while they are
public record Vitals(Progress.Snapshot progress, Limiter.State endpoint, List<Batch> batches, List<String> takeovers,
        List<DayMoney> days, @Nullable String samplesFail) {
    public Vitals {
        batches = List.copyOf(batches);
        takeovers = List.copyOf(takeovers);
        days = List.copyOf(days);
    }

    /// What an endpoint may spend in a UTC day.
    public record DayMoney(String endpoint, BigDecimal spentUsd, BigDecimal limitUsd) {}
}
