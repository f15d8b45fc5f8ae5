package dev.penstock.store;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Runs and everything read from them.
public interface Runs {
    /// Creates a run in status running.
    ///
    /// @throws IllegalStateException if a run with that id exists
    void create(RunRow run);

    Optional<RunRow> find(String runId);

    /// Newest first.
    List<RunRow> list(int limit);

    /// A page of the list, newest first.
    ///
    /// @param after the last run of the page before; null for the first page
    /// @return empty when there is no run `after`
    List<RunRow> page(@Nullable String after, int limit);

    /// A page of a run's items and what became of each, in input order.
    ///
    /// @param status `pending`, `accepted`, `dead` or `discarded`; null for any
    /// @param afterSeq only items with a greater seq; -1 for the first page
    List<ItemRow> items(String runId, @Nullable String status, long afterSeq, int limit);

    /// Sets the status; adds the seconds worked since the last change to running.
    ///
    /// @param why one sentence for the operator; null when there is nothing to say
    void status(String runId, RunStatus status, @Nullable String why, Instant now);

    /// The budget from here on; null for none.
    void budget(String runId, java.math.@Nullable BigDecimal budgetUsd);

    /// The folder the outputs go to from here on.
    void output(String runId, String outputDir);

    /// Stores a prompt version unless it is there already. A commit with changes that were not committed gives way to
    /// the first that holds it.
    void savePromptVersion(PromptVersionRow version);

    Optional<PromptVersionRow> promptVersion(String hash);

    /// The stored versions of a task, newest first.
    List<PromptVersionRow> promptVersions(String task);

    /// What the versions of a task were used for, in no order. Reads all attempts of the task.
    List<PromptUse> promptUses(String task);

    /// The run of a task that started last.
    Optional<RunRow> lastOf(String task);

    InputPosition inputPosition(String runId);

    /// Everything `report.json` says, recomputed from the rows.
    RunTotals totals(String runId);

    /// The models a run asked, in the order they were first asked.
    List<Answerer> answerers(String runId);

    /// An item of a run and what became of it; empty when the run has no item of that id.
    Optional<ItemRow> item(String runId, String itemId);

    /// The newest day of generations that has an item of this id.
    Optional<String> generationsWith(String itemId);

    /// Accepted items in input order.
    void forEachAccepted(String runId, Consumer<AcceptedRow> each);

    /// All attempts of a run in the order they were sent, without bodies.
    void forEachAttempt(String runId, Consumer<AttemptRow> each);

    /// A page of a run's attempts, in input order.
    ///
    /// @param failed only those that failed
    List<AttemptLine> attempts(String runId, boolean failed, AttemptLine.Place after, int limit);

    /// Contradictions in the rows of a run, one sentence each; empty when every invariant holds.
    List<String> contradictions(String runId);

    /// Keeps something that happened to an endpoint. The last ten thousand are kept.
    void endpointEvent(EndpointEvent event);

    /// The last things that happened to endpoints, the latest first.
    List<EndpointEvent> endpointEvents(int limit);

    /// Drops the reply bodies of accepted items that finished before a time; numbers stay.
    ///
    /// @return how many were dropped
    int dropBodies(Instant before);
}
