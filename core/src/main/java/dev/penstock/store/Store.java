package dev.penstock.store;

/// The durable record. Nothing in memory is the truth: review commands are a second process on the same store.
///
/// Safe for use by many threads. Every method blocks until its transaction is durable. A store that cannot write throws
/// [StoreException]; the caller must stop, never retry the same write and go on.
public interface Store extends AutoCloseable {
    /// The hot path: items, attempts, replies, outcomes.
    Journal journal();

    /// Runs, prompt versions, totals and exports.
    Runs runs();

    /// Many attempts handed over at once.
    Batches batches();

    /// What waits for a person, and what people decided.
    DeadLetters deadLetters();

    /// What everything cost.
    Ledger ledger();

    /// Keys of callers that may ask again.
    IdempotencyKeys idempotencyKeys();

    /// What somebody was told.
    AlertLog alerts();

    /// Forgetting items.
    Erasure erasure();

    @Override
    void close();
}
