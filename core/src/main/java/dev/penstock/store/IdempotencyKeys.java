package dev.penstock.store;

import dev.penstock.item.Item;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Keys under which callers asked for generations, so that asking again after a lost answer costs nothing. A key holds no
/// answer: it names the item, and what became of that is the answer.
///
/// Safe for use by many threads.
public interface IdempotencyKeys {
    /// What is known under a key; empty when it was never used, or before `since`.
    Optional<Claim> find(Key key, Instant since);

    /// Takes a key and adds its item, in one transaction: of many that claim the same key at once, one adds the item and the
    /// others are told of it. A key that was used before `since` is taken anew.
    ///
    /// @param record a JSON object; not written when the run has an item of that id
    Claim claim(Key key, String runId, String itemId, String record, Instant now, Instant since);

    /// Drops keys that were used before a time.
    ///
    /// @return how many
    int dropBefore(Instant time);

    /// A key as its caller gave it.
    ///
    /// @param scope whose it is and what for: the same key in another scope is another key
    /// @param fingerprint of what is asked for
    record Key(String scope, String key, String fingerprint) {}

    /// Who has a key.
    ///
    /// @param fingerprint of what was asked for first
    /// @param added the item, if this claim added it; null if it was there
    record Claim(String fingerprint, String runId, String itemId, @Nullable Item added) {}
}
