package dev.penstock.engine;

import dev.penstock.item.Failure;
import dev.penstock.provider.Exchange;
import dev.penstock.provider.Request;
import dev.penstock.provider.batch.Batch;
import dev.penstock.provider.batch.BatchAnswer;
import dev.penstock.provider.batch.BatchApi;
import dev.penstock.provider.batch.BatchFile;
import dev.penstock.provider.batch.BatchLabel;
import dev.penstock.provider.batch.BatchResult;
import dev.penstock.provider.batch.Caps;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// A provider's batches in memory, answered as a test says. It keeps what was created through the death of an engine.
final class ScriptedBatches implements BatchApi {
    /// Every batch that was ever created: what somebody pays for.
    final List<Batch> created = new ArrayList<>();
    final List<String> cancelled = new ArrayList<>();
    Caps caps = new Caps(1_000, 1 << 20);
    /// Whether labels are kept, as OpenAI does, and files.
    boolean keepsLabels = true;
    /// How often a batch is looked at before it has ended.
    int looks = 1;
    /// What an account sees that did not make the batch.
    final List<Batch> others = new ArrayList<>();
    /// What happens to the results of a batch on their way.
    UnaryOperator<List<BatchResult>> results = UnaryOperator.identity();
    /// Failures that the next creations get; the batch is made all the same if `madeAllTheSame`.
    final List<Failure> createFailures = new ArrayList<>();
    boolean madeAllTheSame;
    @Nullable
    Failure wholeBatch;
    /// How often reading results breaks off half way.
    int cutOffs;

    private final ScriptedProvider.Script script;
    private final Map<String, Request> requests = new HashMap<>();
    private final Map<String, List<String>> files = new HashMap<>();
    private final Map<String, BatchLabel> fileLabels = new HashMap<>();
    private final Map<String, List<String>> entries = new HashMap<>();
    private final Map<String, Integer> looked = new HashMap<>();

    ScriptedBatches(ScriptedProvider.Script script) {
        this.script = script;
    }

    @Override
    public Caps caps() {
        return caps;
    }

    @Override
    public synchronized String entry(String customId, Request request) {
        requests.put(customId, request);
        return customId;
    }

    @Override
    public synchronized BatchAnswer<Optional<String>> upload(BatchLabel label, List<String> lines) {
        if (!keepsLabels) {
            return new BatchAnswer.Done<>(Optional.empty());
        }
        var id = "file_" + (files.size() + 1);
        files.put(id, List.copyOf(lines));
        fileLabels.put(id, label);
        return new BatchAnswer.Done<>(Optional.of(id));
    }

    @Override
    public synchronized BatchAnswer<Batch> create(BatchLabel label, @Nullable String file, List<String> lines) {
        var failure = createFailures.isEmpty() ? null : createFailures.removeFirst();
        if (failure != null && !madeAllTheSame) {
            return new BatchAnswer.Failed<>(failure);
        }
        var id = "batch_" + (created.size() + 1);
        var content = file == null ? List.copyOf(lines) : Objects.requireNonNull(files.get(file));
        entries.put(id, content);
        var batch = new Batch(id, "in_progress", false, null, keepsLabels ? label : null, file,
                new Batch.Counts(content.size(), null, null), Instant.now(), null, null, List.of(), List.of());
        created.addFirst(batch);
        return failure == null ? new BatchAnswer.Done<>(batch) : new BatchAnswer.Failed<>(failure);
    }

    @Override
    public synchronized BatchAnswer<Batch> retrieve(String id) {
        boolean ended = looked.merge(id, 1, Integer::sum) > looks || cancelled.contains(id);
        return new BatchAnswer.Done<>(known(id, ended));
    }

    private Batch known(String id, boolean ended) {
        var batch = created.stream()
                .filter(each -> each.id().equals(id))
                .findFirst()
                .or(() -> others.stream()
                        .filter(each -> each.id().equals(id))
                        .findFirst())
                .orElseThrow();
        return new Batch(id, ended ? "ended" : "in_progress", ended, ended ? wholeBatch : null, batch.label(),
                batch.file(), batch.counts(), batch.createdAt(), null, null, List.of(),
                ended && wholeBatch != null ? List.of("too many tokens enqueued") : List.of());
    }

    @Override
    public synchronized BatchAnswer<Batch> cancel(String id) {
        cancelled.add(id);
        return new BatchAnswer.Done<>(known(id, true));
    }

    @Override
    public synchronized BatchAnswer<List<Batch>> list(Instant since) {
        var all = new ArrayList<>(others);
        all.addAll(created);
        return new BatchAnswer.Done<>(all);
    }

    @Override
    public synchronized BatchAnswer<List<BatchFile>> uploads(Instant since) {
        return new BatchAnswer.Done<>(files.keySet()
                .stream()
                .map(id -> new BatchFile(id, fileLabels.get(id), Instant.now()))
                .toList());
    }

    @Override
    public BatchAnswer<Integer> results(Batch batch, Consumer<BatchResult> each) throws InterruptedException {
        var lines = new ArrayList<BatchResult>();
        for (var customId : entries.getOrDefault(batch.id(), List.of())) {
            lines.add(result(batch, customId));
        }
        var sent = results.apply(lines);
        if (cutOffs-- > 0) {
            sent.subList(0, sent.size() / 2).forEach(each);
            return new BatchAnswer.Failed<>(new Failure.ConnectionFailed(true, "cut off"));
        }
        sent.forEach(each);
        return new BatchAnswer.Done<>(sent.size());
    }

    private BatchResult result(Batch batch, String customId) throws InterruptedException {
        if (cancelled.contains(batch.id())) {
            return new BatchResult.NotRun(customId, BatchResult.NotRun.Why.CANCELLED);
        }
        return script.answer(Objects.requireNonNull(requests.get(customId)),
                customId) instanceof Exchange.Received received
                        ? new BatchResult.Answered(customId, received)
                        : new BatchResult.NotRun(customId, BatchResult.NotRun.Why.EXPIRED);
    }
}
