package dev.penstock.store;

import dev.penstock.provider.batch.BatchLabel;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// One batch as stored.
///
/// @param account digest of the key of the account that makes it
/// @param entries how many attempts it carries
/// @param file the provider's id of what was uploaded; null when nothing was, or nothing is known of it
/// @param providerId the provider's id of the batch; null while none is known
/// @param providerStatus the provider's own word; null while none is known
/// @param intendedAt when its attempts were journaled, by this machine's clock
/// @param createdAt by the provider's clock; null while no batch is known
/// @param expiresAt when the provider ends it unfinished; null when it does not say
/// @param settledAt when its results were booked; null before
public record BatchRow(BatchLabel label, String runId, String endpoint, String model, String account, int entries,
        State state, @Nullable String file, @Nullable String providerId, @Nullable String providerStatus,
        Instant intendedAt, @Nullable Instant createdAt, @Nullable Instant expiresAt, @Nullable Instant settledAt) {
    /// How far it got.
    public enum State {
        /// Its attempts are journaled; the provider may know nothing of it yet.
        INTENDED,
        /// Its entries are uploaded; it may have been created.
        UPLOADED,
        /// The provider works on it, or has ended it.
        CREATED,
        /// All its results are booked.
        SETTLED,
        /// The provider never took it; nothing was billed.
        ABANDONED;

        /// Whether its attempts are concluded.
        public boolean closed() {
            return this == SETTLED || this == ABANDONED;
        }
    }
}
