package dev.penstock.store;

import dev.penstock.provider.batch.Batch;
import dev.penstock.provider.batch.BatchLabel;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Batches and what became of their entries.
public interface Batches {
    /// Journals a batch and the attempts it carries in one transaction, before anything is uploaded.
    ///
    /// @param batch in state intended
    /// @param entries all with its label
    void intend(BatchRow batch, List<AttemptIntent> entries);

    /// Its entries are at the provider.
    void uploaded(BatchLabel label, String file);

    /// The provider has it, or says how it stands.
    void stands(BatchLabel label, Batch batch);

    /// What was taken for it belongs to somebody else: it is unknown again whether the provider has it.
    void mistaken(BatchLabel label);

    /// All its entries are concluded.
    void settled(BatchLabel label, Instant now);

    /// Nobody will get its results: entries without one are booked as unconfirmed, at what was reserved.
    ///
    /// @return how many those are
    int givenUp(BatchLabel label, Instant now);

    /// The provider never took it: its entries are as if they had never been journaled.
    void abandoned(BatchLabel label, Instant now);

    Optional<BatchRow> find(BatchLabel label);

    /// The batches of a run that are not closed, oldest first.
    List<BatchRow> open(String runId);

    /// Of all batches that a run ever intended.
    Set<BatchLabel> labels(String runId);

    /// Newest first.
    List<BatchRow> list(int limit);

    /// Of a run, newest first, with what came of them so far.
    List<Harvest> of(String runId, int limit);

    /// Whether a batch of the provider's is one of the store's.
    boolean owns(String endpoint, String providerId);

    /// Its entries, in the order they were journaled.
    List<Entry> entries(BatchLabel label);

    /// What its entries cost: confirmed where it is known, reserved where not.
    BigDecimal costUsd(BatchLabel label);

    /// A batch and what came of it.
    ///
    /// @param results entries whose result is journaled
    /// @param used entries whose result is concluded
    record Harvest(BatchRow batch, int results, int used) {}

    /// One attempt of a batch.
    ///
    /// @param received whether its result is journaled
    /// @param concluded whether that is used
    record Entry(long attemptId, long seq, int n, boolean received, boolean concluded) {}
}
