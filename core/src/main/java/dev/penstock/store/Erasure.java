package dev.penstock.store;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Erases what the store holds of an item's text: its record and output, replies with their headers, evidence, and what
/// people wrote when they judged it. Ids, numbers and decisions stay, so the ledger and every invariant hold.
public interface Erasure {
    /// Items with this id, and second uses of it (`ID#line`), in the order they were read. A null filter means any.
    List<Held> find(String itemId, @Nullable String runId, @Nullable String task);

    /// Erases one item in one transaction. An item that waits, or that waits for a person, is discarded: nothing can be
    /// sent or judged any more. Erasing again finds nothing left.
    ///
    /// @param by what the audit trail says
    /// @return empty if the item waits to be worked on and this store was not opened as the engine's: its text may be on its
    ///     way to a provider
    Optional<Erased> erase(String runId, long seq, Signature by);

    /// Makes sure that no byte of what was erased is left in the store's files.
    ///
    /// @return false while another process still reads an older state; ask again when it has ended
    boolean settle();

    /// An item as far as it says nothing about its text.
    ///
    /// @param status `pending`, `accepted`, `dead` or `discarded`
    /// @param forgottenAt null unless it was erased before
    record Held(String runId, String task, long seq, long line, String itemId, String status,
            @Nullable Instant forgottenAt) {}

    /// What was erased.
    ///
    /// @param replies bodies with their headers
    /// @param attempts whose evidence was erased
    /// @param letters dead letters whose detail was erased
    /// @param reviews whose texts were erased
    /// @param discarded whether the item was discarded by this
    record Erased(int replies, int attempts, int letters, int reviews, boolean discarded) {}
}
