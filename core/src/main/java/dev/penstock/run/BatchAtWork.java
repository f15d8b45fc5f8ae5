package dev.penstock.run;

import dev.penstock.provider.batch.Batch;
import dev.penstock.provider.batch.BatchLabel;
import dev.penstock.store.BatchRow;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/// One batch that the provider has, and when to look at it. Used by one thread; others may read [#latest].
final class BatchAtWork {
    private static final Duration FIRST_POLL = Duration.ofSeconds(2);

    private final BatchRow row;
    private final Funds money;
    private volatile Batch latest;
    private Instant nextPoll;
    private Duration interval = FIRST_POLL;
    private boolean cancelled;

    BatchAtWork(BatchRow row, Funds money, Batch latest, Instant now) {
        this.row = row;
        this.money = money;
        this.latest = latest;
        this.nextPoll = latest.ended() ? now : now.plus(FIRST_POLL);
    }

    /// One that an earlier engine left at work; it is looked at at once.
    static BatchAtWork of(BatchRow row, Funds money, Instant now) {
        var known = new Batch(Objects.requireNonNull(row.providerId()), String.valueOf(row.providerStatus()), false,
                null, row.label(), row.file(), new Batch.Counts(row.entries(), null, null),
                Objects.requireNonNull(row.createdAt()), null, row.expiresAt(), List.of(), List.of());
        var batch = new BatchAtWork(row, money, known, now);
        batch.nextPoll = now;
        return batch;
    }

    BatchRow row() {
        return row;
    }

    BatchLabel label() {
        return row.label();
    }

    Funds money() {
        return money;
    }

    /// As the provider told it last.
    Batch latest() {
        return latest;
    }

    Instant nextPoll() {
        return nextPoll;
    }

    /// The provider told how it stands.
    ///
    /// @param longest between two looks
    void seen(Batch batch, Duration longest, Instant now) {
        latest = batch;
        notSeen(longest, now);
    }

    /// The provider could not be asked.
    void notSeen(Duration longest, Instant now) {
        var longer = interval.multipliedBy(3).dividedBy(2);
        interval = longer.compareTo(longest) < 0 ? longer : longest;
        nextPoll = now.plus(interval);
    }

    /// @return whether it must be cancelled now
    boolean isOverdue(Duration maxWait, Instant wall) {
        return !cancelled && !latest.ended() && wall.isAfter(row.intendedAt().plus(maxWait));
    }

    boolean cancelled() {
        return cancelled;
    }

    void cancelSent() {
        cancelled = true;
    }
}
