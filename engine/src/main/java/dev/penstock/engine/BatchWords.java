package dev.penstock.engine;

import dev.penstock.provider.batch.Batch;
import dev.penstock.store.BatchRow;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/// Batches as people read of them, in a terminal or a browser.
public final class BatchWords {
    private BatchWords() {}

    /// `2 batches of 20,000, in_progress, 12m old, done within 23h48m`, of the oldest; empty when there is none.
    public static String atWork(List<Batch> batches, Instant now) {
        return batches.stream()
                .min(Comparator.comparing(Batch::createdAt))
                .map(oldest -> atWork(batches, oldest, now))
                .orElse("");
    }

    private static String atWork(List<Batch> batches, Batch oldest, Instant now) {
        int entries = batches.stream().mapToInt(batch -> batch.counts().total()).sum();
        var answered = oldest.counts().answered();
        return number(batches.size()) + " of " + Figures.count(entries) + ", " + oldest.status()
                + (answered == null || answered == 0 ? "" : ", " + Figures.count(answered) + " answered")
                + ", " + Figures.age(oldest.createdAt(), now) + " old"
                + (oldest.expiresAt() == null
                        ? ""
                        : ", done within " + Figures.duration(Duration.between(now, oldest.expiresAt())));
    }

    /// `1 batch`, `12 batches`.
    public static String number(int batches) {
        return batches == 1 ? "1 batch" : Figures.count(batches) + " batches";
    }

    /// How far it got: `uploaded`, `settled`.
    public static String state(BatchRow batch) {
        return batch.state().name().toLowerCase(Locale.ROOT);
    }

    /// How old it is, or was when it was settled.
    public static String age(BatchRow batch, Instant now) {
        return Figures.age(batch.intendedAt(), batch.settledAt() == null ? now : batch.settledAt());
    }

    /// Time until the provider ends it unfinished; empty when that is past or not known.
    public static String expiresIn(BatchRow batch, Instant now) {
        if (batch.state().closed() || batch.expiresAt() == null) {
            return "";
        }
        var left = Duration.between(now, batch.expiresAt());
        return left.isNegative() ? "expired" : Figures.duration(left);
    }
}
