package dev.penstock.store;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// What waits for a person, and what people decided. Safe beside a running engine, also from another process.
public interface DeadLetters {
    /// Matching dead letters, oldest first.
    List<DeadLetterRow> list(Filter filter, int limit);

    /// A page of the list, oldest first.
    ///
    /// @param after the last dead letter of the page before; null for the first page
    /// @return empty when there is no dead letter `after`
    List<DeadLetterRow> page(Filter filter, @Nullable String after, int limit);

    /// How many match.
    long count(Filter filter);

    /// What waits for a person, by task and reason, the most first.
    List<Waiting> waiting();

    /// All that match, by task and reason, the most first.
    List<Waiting> groups(Filter filter);

    /// Where a dead letter stands among those that match, oldest first; it need not match itself.
    Place place(Filter filter, String id);

    /// All that match, oldest first, without their texts: what a decision about many is about.
    List<Selected> select(Filter filter);

    /// All that match, oldest first, in constant memory.
    void forEach(Filter filter, Consumer<DeadLetterRow> each);

    Optional<DeadLetterRow> find(String id);

    /// Dead letters of a run in the order they came, without their texts.
    ///
    /// @param after the position of the last one seen
    List<Arrival> arrivals(String runId, long after, int limit);

    /// The position of the newest dead letter of all runs; 0 when there is none.
    long newest();

    /// Open dead letters of a run in input order.
    void forEachOpen(String runId, Consumer<DeadLetterRow> each);

    /// Accepts the item, unless somebody else decided since.
    ///
    /// @return false if the dead letter's version is no longer the expected one; nothing was written
    boolean accept(String id, int expectedVersion, Acceptance acceptance, Signature by);

    /// Gives the item up, unless somebody else decided since.
    ///
    /// @return false if the dead letter's version is no longer the expected one; nothing was written
    boolean discard(String id, int expectedVersion, Signature by);

    /// Who decided what, oldest first. Append-only.
    List<ReviewRow> reviews(String deadLetterId);

    /// The position of the newest decision of all runs; 0 when there is none.
    long newestDecision();

    /// The runs whose dead letters somebody decided about since, each once.
    ///
    /// @param after a position of a decision
    List<String> runsDecided(long after);

    /// Decisions about matching dead letters, newest first.
    List<Reviewed> reviewed(Filter filter, int limit);

    /// Which dead letters; a null field means any.
    ///
    /// @param status `open`, `accepted`, `discarded` or `retried`
    /// @param before only those that came earlier
    record Filter(@Nullable String runId, @Nullable String task, @Nullable String reason, @Nullable String status,
            @Nullable Instant before) {
        public Filter(@Nullable String runId, @Nullable String task, @Nullable String reason, @Nullable String status) {
            this(runId, task, reason, status, null);
        }
    }

    /// Where a dead letter stands in a list.
    ///
    /// @param before how many of the list came earlier
    /// @param total of the list
    /// @param previous the last of the list that came earlier; null when there is none
    /// @param next the first of the list that came later; null when there is none
    record Place(long before, long total, @Nullable String previous, @Nullable String next) {}

    /// A dead letter that came.
    ///
    /// @param position grows with every dead letter of the store
    record Arrival(long position, String id, String itemId, String reason) {}

    /// Dead letters of one task and reason.
    record Waiting(String task, String reason, long count, Instant oldest) {}

    /// A dead letter without its texts.
    ///
    /// @param version as it was when it was selected
    /// @param lastCallUsd what the last call for its item cost; zero when nothing was sent
    record Selected(String id, String runId, String reason, int version, BigDecimal lastCallUsd) {}

    /// What is accepted.
    ///
    /// @param output JSON that was validated again by the caller
    /// @param corrected whether the output is a person's, not the reply's
    /// @param flag joins the item's flags: `reviewed` when the reply is taken as it is, `recheck` when today's checks pass
    ///     it, `corrected`, or `override` when a check still says no
    /// @param overrides the failure that a check still sees; null when all passed
    /// @param promptVersion whose checks judged it
    record Acceptance(String output, boolean corrected, String flag, @Nullable String overrides,
            String promptVersion) {}

    /// A decision, with what it was about.
    ///
    /// @param reason why the item was dead-lettered
    record Reviewed(String runId, String task, String itemId, String reason, ReviewRow review) {}
}
