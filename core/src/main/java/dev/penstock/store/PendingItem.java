package dev.penstock.store;

import dev.penstock.item.Item;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// An item that waits.
///
/// @param due not before this time; the epoch when it is due at once
/// @param attempts attempts started so far, over all rounds
/// @param roundStart attempts of earlier rounds, before a person asked for a retry; they do not count against limits
/// @param firstSentAt when the first attempt of this round was sent; null when none was
public record PendingItem(Item item, Instant due, int attempts, int roundStart, @Nullable Instant firstSentAt) {
    /// One that was never tried.
    public static PendingItem fresh(Item item) {
        return new PendingItem(item, Instant.EPOCH, 0, 0, null);
    }
}
