package dev.penstock.engine;

import dev.penstock.engine.alert.Alert;
import dev.penstock.engine.alert.Watch;
import dev.penstock.engine.live.Pace;
import dev.penstock.limit.Limiter;
import dev.penstock.limit.Limits;
import dev.penstock.provider.batch.Batch;
import dev.penstock.run.Account;
import dev.penstock.run.Loop;
import dev.penstock.run.Progress;
import dev.penstock.run.RunEnd;
import dev.penstock.run.Sampling;
import dev.penstock.store.DeadLetters.Arrival;
import dev.penstock.store.RunRow;
import dev.penstock.store.RunStatus;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import tools.jackson.databind.node.ObjectNode;

/// A run at work. Safe for use by many threads.
public final class RunHandle {
    private final RunRow run;
    private final Loop loop;
    private final Limits limits;
    private final DeadLetterFeed deadLetters;
    private final List<String> warnings;
    private final Watch watch;
    private final BigDecimal warnAt;
    private final Sampling sampling;
    private final CompletableFuture<Finished> finished;

    RunHandle(RunRow run, Loop loop, Limits limits, DeadLetterFeed deadLetters, List<String> warnings,
            Watch watch, BigDecimal warnAt, Sampling sampling, CompletableFuture<Finished> finished) {
        this.run = run;
        this.loop = loop;
        this.limits = limits;
        this.deadLetters = deadLetters;
        this.watch = watch;
        this.warnAt = warnAt;
        this.sampling = sampling;
        this.warnings = List.copyOf(warnings);
        this.finished = finished;
    }

    /// A run that ended; its outputs are written.
    ///
    /// @param report what `report.json` says
    public record Finished(RunEnd end, ObjectNode report) {}

    /// The run as it was when it started.
    public RunRow run() {
        return run;
    }

    public Path outputDir() {
        return Path.of(run.outputDir());
    }

    /// What the operator should know before waiting for it, one sentence each.
    public List<String> warnings() {
        return warnings;
    }

    public Progress.Snapshot progress() {
        return loop.progress().snapshot();
    }

    /// Measures how fast the run goes from now on.
    ///
    /// @param now when the measuring begins
    public Pace pace(Instant now) {
        return new Pace(now, progress(), limits);
    }

    /// The dead letters that came since this was asked last, oldest first; each is told once.
    public List<Arrival> newDeadLetters() {
        return deadLetters.next();
    }

    public Limiter.State endpoint() {
        return loop.endpoint();
    }

    /// What somebody should know that came up since this was asked last, oldest first; each is told once, here as in the log and
    /// to every webhook.
    public List<Alert> newAlerts() {
        return watch.news();
    }

    /// All that [#newAlerts] told and will tell, oldest first: for whoever comes later, or is one of many.
    public List<Alert> alerts() {
        return watch.told();
    }

    /// One sentence for each endpoint whose configured share of today's budget is spent, by whichever run.
    public List<String> dayBudgetWarnings() {
        return loop.accounts().stream().map(this::dayBudgetWarning).flatMap(Optional::stream).toList();
    }

    private Optional<String> dayBudgetWarning(Account account) {
        var limit = account.day().limit();
        if (limit == null) {
            return Optional.empty();
        }
        var spent = account.day().spentToday();
        return spent.compareTo(limit.multiply(warnAt)) < 0
                ? Optional.empty()
                : Optional.of(account.name() + ": $" + RunReport.usd(spent) + " of today's budget of $"
                        + RunReport.usd(limit) + " (UTC day) is spent; at the wall it is halted until midnight");
    }

    /// Why other endpoints than the task's own answered so far, one sentence each, in the order it happened.
    public List<String> takeovers() {
        return loop.progress().takeovers();
    }

    /// The batches that its provider works on, as it told them last.
    public List<Batch> batches() {
        return loop.atWork();
    }

    /// What the operator should know that came up on the way, one sentence each, in the order it came.
    public List<String> notices() {
        return loop.notices();
    }

    /// One sentence once the store of samples failed; the run goes on without it. Empty before.
    public Optional<String> sampleWarning() {
        return sampling.warning();
    }

    /// How many samples were not kept because their store failed.
    public long samplesLost() {
        return sampling.lost();
    }

    /// Hands out no more items, lets calls in flight end, and returns at once.
    public void stop(String why) {
        loop.stop(RunStatus.INTERRUPTED, why);
    }

    /// As [#stop], for good: the run ends `cancelled`, its pending items are given up unless somebody resumes it.
    public void cancel(String why) {
        loop.stop(RunStatus.CANCELLED, why);
    }

    public boolean isFinished() {
        return finished.isDone();
    }

    /// Blocks until the run has ended and its outputs are written.
    ///
    /// @throws RuntimeException if the run broke: what failed, as it was thrown
    public Finished await() {
        try {
            return finished.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            if (e.getCause() instanceof Error cause) {
                throw cause;
            }
            throw e;
        }
    }
}
