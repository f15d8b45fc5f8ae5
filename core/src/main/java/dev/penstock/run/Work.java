package dev.penstock.run;

import dev.penstock.check.Checks;
import dev.penstock.ledger.Budget;
import dev.penstock.retry.RetryPolicy;
import java.time.Duration;

/// Everything one run needs besides the store: the parts that decide about its items.
///
/// @param stopRule when the run pauses because too many items end as dead letters
/// @param recorder is told what happens
public record Work(String runId, Course course, Checks checks, RetryPolicy retries, Budget budget, StopRule stopRule,
        Sampling sampling, Recorder recorder) {
    /// No call takes longer.
    Duration longestCall() {
        return course.first().prompt().settings().call().timeout();
    }
}
