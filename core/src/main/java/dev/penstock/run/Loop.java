package dev.penstock.run;

import dev.penstock.limit.Limiter;
import dev.penstock.provider.batch.Batch;
import dev.penstock.store.RunStatus;
import java.time.Duration;
import java.util.List;

/// One run in one process. Safe for use by many threads.
public sealed interface Loop permits RunLoop, BatchLoop {
    Progress progress();

    /// How the endpoint of the task stands.
    Limiter.State endpoint();

    /// What its endpoints share with other runs.
    List<Account> accounts();

    /// The batches that the provider works on, as it told them last.
    default List<Batch> atWork() {
        return List.of();
    }

    /// What the operator should know that came up on the way, one sentence each, in the order it came.
    default List<String> notices() {
        return List.of();
    }

    /// Works until nothing is pending, or the run is stopped or halted and what it has in flight has ended.
    ///
    /// @param grace how long calls in flight may take after a stop; then they are cut off and booked as unconfirmed
    /// @throws InterruptedException if the calling thread is interrupted; the run is stopped then as by [#stop]
    /// @throws StalledException if the run stands still; [#stop] it once its threads have been looked at
    RunEnd run(Duration grace) throws InterruptedException;

    /// Hands out no more items and lets calls in flight end. Returns at once.
    void stop(RunStatus status, String why);
}
