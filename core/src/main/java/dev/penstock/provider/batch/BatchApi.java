package dev.penstock.provider.batch;

import dev.penstock.provider.Request;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A provider's batch API over its official SDK. Every method but [#entry] is one blocking exchange, never repeated here;
/// whatever goes wrong on the wire is a value. Safe for use by many threads.
///
/// The order that loses nothing and pays nothing twice: store the intent, [#upload], store the file, [#create], store the id.
/// After a crash in between, [#list] and [#uploads] find again what was made under a label.
public interface BatchApi {
    /// What one batch may hold.
    Caps caps();

    /// The request as one line of a batch, without the line break. Pure.
    ///
    /// @param customId 1 to 64 characters of `A-Z a-z 0-9 _ -`, unique in the batch
    /// @throws IllegalArgumentException if the id is not so
    String entry(String customId, Request request);

    /// Uploads the entries where the provider wants a file first. It costs nothing yet.
    ///
    /// @throws IllegalArgumentException if there are none, or more than [#caps] allows
    /// @return the file's id; empty when the provider takes entries with [#create]
    BatchAnswer<Optional<String>> upload(BatchLabel label, List<String> entries) throws InterruptedException;

    /// Creates the batch. From here on it costs money. Its entries are for one model: OpenAI refuses any other as a whole.
    ///
    /// @param file what [#upload] gave; null for nothing
    /// @param entries the same as were uploaded; they do not matter when there is a file
    /// @throws IllegalArgumentException if there is no file and there are none, or more than [#caps] allows
    BatchAnswer<Batch> create(BatchLabel label, @Nullable String file, List<String> entries)
            throws InterruptedException;

    /// How a batch stands.
    BatchAnswer<Batch> retrieve(String id) throws InterruptedException;

    /// Asks the provider to stop working on it. What is answered until then is paid for, and can be read.
    BatchAnswer<Batch> cancel(String id) throws InterruptedException;

    /// The account's batches, newest first, from all of its pages.
    ///
    /// @param since only those created in that second or later, by the provider's clock
    BatchAnswer<List<Batch>> list(Instant since) throws InterruptedException;

    /// Files uploaded for batches, newest first; empty where the provider has none.
    ///
    /// @param since only those created in that second or later, by the provider's clock
    BatchAnswer<List<BatchFile>> uploads(Instant since) throws InterruptedException;

    /// Reads every result that a batch has, in no order: those of an expired, cancelled or failed one too, from all its files.
    /// When it fails half way, what was consumed is good, and reading begins anew with the first one.
    ///
    /// @return how many there were
    BatchAnswer<Integer> results(Batch batch, Consumer<BatchResult> each) throws InterruptedException;
}
