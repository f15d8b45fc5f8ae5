package dev.penstock.store;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// What waits for a person, and what people decided. Safe beside a running engine, also from another process.
public interface DeadLetters {
    /// Matching dead letters, oldest first.
    List<DeadLetterRow> list(Filter filter, int limit);

    Optional<DeadLetterRow> find(String id);

    /// Open dead letters of a run in input order.
    void forEachOpen(String runId, Consumer<DeadLetterRow> each);

    /// Accepts the item with this output, unless somebody else decided since.
    ///
    /// @param output JSON that was validated again by the caller
    /// @param flag `reviewed` when the reply is taken as it is, `corrected` when the person changed it, `override` when it is
    ///     taken although a check still says no; it joins the accepted item's flags
    /// @return false if the dead letter's version is no longer the expected one; nothing was written
    boolean accept(String id, int expectedVersion, String output, String flag, String actor,
            @Nullable String reason, Instant now);

    /// Gives the item up, unless somebody else decided since.
    ///
    /// @return false if the dead letter's version is no longer the expected one; nothing was written
    boolean discard(String id, int expectedVersion, String actor, @Nullable String reason, Instant now);

    /// Who decided what, oldest first. Append-only.
    List<ReviewRow> reviews(String deadLetterId);

    /// Which dead letters; a null field means any.
    ///
    /// @param status `open`, `accepted`, `discarded` or `retried`
    record Filter(@Nullable String runId, @Nullable String task, @Nullable String reason, @Nullable String status) {}
}
