package dev.penstock.run;

import dev.penstock.item.Failure;
import dev.penstock.provider.batch.Batch;
import dev.penstock.provider.batch.BatchAnswer;
import dev.penstock.provider.batch.BatchApi;
import dev.penstock.provider.batch.BatchFile;
import dev.penstock.provider.batch.BatchLabel;
import dev.penstock.store.BatchRow;
import dev.penstock.store.Batches;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Brings batches to the provider, each once: what a request that got no answer may have made, and what an earlier engine may
/// have made, is looked for before anything is made anew.
///
/// A batch that has a label at the provider is found by it. Where the provider keeps none, one created since with as many
/// entries, that is no other batch of the store, is taken for it; its results tell whether it is. Used by one thread.
final class BatchSender {
    /// Clocks differ, and a provider's may be behind.
    private static final Duration CLOCK_SKEW = Duration.ofMinutes(10);
    /// How long a request that nobody answered may still be on its way.
    private static final Duration ON_ITS_WAY = Duration.ofSeconds(5);

    private final BatchApi api;
    private final Batches store;
    private final BatchPatience patience;
    private final Set<String> foreign = new HashSet<>();

    BatchSender(BatchApi api, Batches store, BatchPatience patience) {
        this.api = api;
        this.store = store;
        this.patience = patience;
    }

    /// What became of bringing a batch to the provider.
    sealed interface Sent {
        /// The provider has it, and the store knows.
        record Created(Batch batch) implements Sent {}

        /// The provider does not take it. Nothing was billed.
        record Refused(Failure failure) implements Sent {}

        /// It cannot be found out whether the provider has it.
        record Unclear(Failure failure) implements Sent {}

        /// The provider has nothing of it, and nobody holds its entries any more.
        record Unknown() implements Sent {}
    }

    /// Uploads and creates a batch whose attempts are journaled.
    ///
    /// @param lines its entries
    Sent send(BatchLabel label, List<String> lines) throws InterruptedException {
        return switch (patience.until(() -> api.upload(label, lines))) {
            case BatchAnswer.Failed(var failure) -> new Sent.Refused(failure);
            case BatchAnswer.Done(var file) -> {
                file.ifPresent(id -> store.uploaded(label, id));
                yield create(label, file.orElse(null), lines);
            }
        };
    }

    /// Looks for a batch that an earlier engine left half made; makes it only if it needs nothing that is gone.
    Sent takeUp(BatchRow row) throws InterruptedException {
        var found = find(row);
        if (found.isPresent()) {
            return found.get();
        }
        var file = row.file() == null ? uploadOf(row) : Optional.of(row.file());
        if (file.isEmpty()) {
            return new Sent.Unknown();
        }
        if (row.state() == BatchRow.State.INTENDED) {
            store.uploaded(row.label(), file.get());
        }
        return create(row.label(), file.get(), List.of());
    }

    /// What was taken for a batch is somebody else's.
    void mistaken(BatchLabel label, String providerId) {
        foreign.add(providerId);
        store.mistaken(label);
    }

    private Sent create(BatchLabel label, @Nullable String file, List<String> lines) throws InterruptedException {
        while (true) {
            switch (api.create(label, file, lines)) {
                case BatchAnswer.Done(var batch) -> {
                    store.stands(label, batch);
                    return new Sent.Created(batch);
                }
                case BatchAnswer.Failed(var failure) when maybeMade(failure) -> {
                    patience.pause(ON_ITS_WAY);
                    var found = find(store.find(label).orElseThrow());
                    if (found.isPresent()) {
                        return found.get();
                    }
                }
                case BatchAnswer.Failed(var failure) when failure.retryable() -> patience.pauseAfter(failure);
                case BatchAnswer.Failed(var failure) -> {
                    return new Sent.Refused(failure);
                }
            }
        }
    }

    private static boolean maybeMade(Failure failure) {
        return failure instanceof Failure.ConnectionFailed || failure instanceof Failure.TimedOut
                || failure instanceof Failure.ServerError;
    }

    /// @return empty if the provider has no batch that could be it
    private Optional<Sent> find(BatchRow row) throws InterruptedException {
        return switch (patience.until(() -> api.list(row.intendedAt().minus(CLOCK_SKEW)))) {
            case BatchAnswer.Failed(var failure) -> Optional.of(new Sent.Unclear(failure));
            case BatchAnswer.Done(var batches) -> batches.stream()
                    .filter(batch -> isOrMayBe(row, batch))
                    .findFirst()
                    .map(batch -> {
                        store.stands(row.label(), batch);
                        return new Sent.Created(batch);
                    });
        };
    }

    private boolean isOrMayBe(BatchRow row, Batch batch) {
        if (batch.label() != null) {
            return batch.label().equals(row.label());
        }
        return batch.file() == null && batch.counts().total() == row.entries() && !foreign.contains(batch.id())
                && !store.owns(row.endpoint(), batch.id());
    }

    private Optional<String> uploadOf(BatchRow row) throws InterruptedException {
        return switch (patience.until(() -> api.uploads(row.intendedAt().minus(CLOCK_SKEW)))) {
            case BatchAnswer.Failed<List<BatchFile>> _ -> Optional.empty();
            case BatchAnswer.Done(var files) -> files.stream()
                    .filter(file -> row.label().equals(file.label()))
                    .map(BatchFile::id)
                    .findFirst();
        };
    }
}
