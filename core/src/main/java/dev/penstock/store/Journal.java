package dev.penstock.store;

import dev.penstock.item.Failure;
import dev.penstock.item.Item;
import dev.penstock.provider.Exchange;
import dev.penstock.provider.OutputMode;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Writes of the item path, in the order they happen: an attempt is durable before it is sent, its reply is durable
/// before anybody is told what came of it, and an item finishes in one transaction.
public interface Journal {
    /// Adds items read from the input, together with how far the reader got, in one transaction. An item whose id the run
    /// already has is stored under `<id>#<line>` as a dead letter of reason `bad-input`; so is one with a failure.
    ///
    /// @return how many of them wait to be processed; the others are dead letters
    int addItems(String runId, List<NewItem> items, InputPosition position, Instant now);

    /// Adds one item that somebody waits for, behind those the run has.
    ///
    /// @param record a JSON object
    /// @return the item; empty when the run has one of that id, and then nothing is written
    Optional<Item> addItem(String runId, String itemId, String record);

    /// Items that wait, in input order.
    ///
    /// @param afterSeq only items with a greater seq; -1 for the first page
    /// @param limit at most this many
    List<PendingItem> pending(String runId, long afterSeq, int limit);

    /// One waiting item, with its attempts so far; empty when it no longer waits.
    Optional<PendingItem> pendingItem(String runId, long seq);

    /// All attempts at an item, first to last, with what was received and concluded.
    List<AttemptRow> attempts(String runId, long seq);

    /// Records that an attempt is about to be sent.
    ///
    /// @return the attempt's id
    long intend(AttemptIntent intent);

    /// Records what came back, before anything is derived from it.
    void received(long attemptId, Exchange exchange, Instant now);

    /// Hands over what came back, and does not wait until it is durable: it is, before anything written after it is. Who goes on
    /// to conclude the attempt waits for both at once; a conclusion of a reply that could not be kept is refused.
    void handOver(long attemptId, Exchange exchange, Instant now);

    /// Concludes an attempt whose item goes on waiting.
    ///
    /// @param due not before this time
    void reschedule(Conclusion conclusion, Instant due);

    /// Concludes the accepted attempt and finishes its item.
    ///
    /// @param output the accepted output as JSON; a JSON string for free text
    void accept(Conclusion conclusion, String output, Instant now);

    /// Concludes the last attempt and dead-letters its item.
    ///
    /// @return the dead letter's id
    String deadLetter(Conclusion conclusion, Failure failure, Instant now);

    /// Dead-letters an item for which nothing was sent (or nothing more is to be concluded).
    ///
    /// @return the dead letter's id
    String deadLetterUnsent(String runId, long seq, Failure failure, Instant now);

    /// Books attempts that were in flight when the last engine died (an intent without a reply) as unconfirmed, at their
    /// reserved cost.
    ///
    /// @return what was about to be sent for each of them
    List<AttemptIntent> bookLost(String runId, Instant now);

    /// Puts dead-lettered items back to work; their open dead letters become `retried`. The run is pinned to another prompt
    /// in the same transaction, unless nothing was reopened.
    ///
    /// @param pin what the run asks with from here on; null to keep what it has
    /// @return how many items wait again
    int reopen(String runId, List<Long> seqs, @Nullable Pin pin, Signature by);

    /// What a run asks with.
    ///
    /// @param gitCommit null outside a repository
    record Pin(String promptVersion, @Nullable String gitCommit, String endpoint, String model,
            OutputMode outputMode) {}
}
