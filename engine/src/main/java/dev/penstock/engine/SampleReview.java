package dev.penstock.engine;

import dev.penstock.check.ClopperPearson;
import dev.penstock.engine.signal.Signals;
import dev.penstock.store.SampleRow;
import dev.penstock.store.Samples;
import dev.penstock.store.Samples.Filter;
import dev.penstock.store.Samples.Judgement;
import java.time.Clock;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Reads the samples of a project and records what people say about them. Works beside a running engine.
public final class SampleReview implements AutoCloseable {
    /// Confidence of the bounds that are shown.
    public static final double CONFIDENCE = 0.95;

    private final @Nullable SampleStore store;
    private final Samples samples;
    private final Signals signals;
    private final Clock clock;

    private SampleReview(@Nullable SampleStore store, Samples samples, Signals signals, Clock clock) {
        this.store = store;
        this.samples = samples;
        this.signals = signals;
        this.clock = clock;
    }

    /// @throws CannotStartException if nothing was ever sampled here
    static SampleReview open(StorageConfig config, Clock clock) {
        var store = new SampleStore(config, clock);
        return new SampleReview(store, existing(store), Signals.silent(), clock);
    }

    /// Over samples that somebody else closes.
    ///
    /// @throws CannotStartException if nothing was ever sampled here
    static SampleReview over(SampleStore store, Signals signals, Clock clock) {
        return new SampleReview(null, existing(store), signals, clock);
    }

    private static Samples existing(SampleStore store) {
        return store.existing()
                .orElseThrow(() -> new CannotStartException("no sample was kept in this project yet",
                        "keep one item in a hundred: put samples: { rate: 0.01 } into penstock.yaml or a task.yaml"));
    }

    /// Newest first.
    public List<SampleRow> list(Filter filter, int limit) {
        return samples.list(filter, limit);
    }

    /// A page of the list, newest first.
    ///
    /// @param after the last sample of the page before; null for the first page
    public List<SampleRow> page(Filter filter, @Nullable String after, int limit) {
        return samples.page(filter, after, limit);
    }

    /// Oldest first.
    public void forEach(Filter filter, Consumer<SampleRow> each) {
        samples.forEach(filter, each);
    }

    /// @throws CannotStartException if there is no such sample
    public SampleRow sample(String id) {
        return samples.find(id)
                .orElseThrow(() -> new CannotStartException("there is no sample '" + id + "'",
                        "list them: penstock samples list"));
    }

    /// The verdicts on a sample, oldest first.
    public List<Judgement> judgements(String id) {
        return samples.judgements(id);
    }

    /// Adds a verdict.
    ///
    /// @throws CannotStartException if there is no such sample
    public void judge(String id, boolean good, String actor, @Nullable String reason) {
        var sample = sample(id);
        samples.judge(sample.id(), new Judgement(good, actor, reason, clock.instant()));
        signals.judged(sample.item().task(), good);
    }

    public Samples.Tally tally(Filter filter) {
        return samples.tally(filter);
    }

    /// The highest share of bad outputs that these verdicts leave possible, with [#CONFIDENCE]; 1 when nothing was judged.
    public static double badUpperBound(Samples.Tally tally) {
        return tally.judged() == 0 ? 1 : ClopperPearson.upperBound(tally.bad(), tally.judged(), CONFIDENCE);
    }

    @Override
    public void close() {
        if (store != null) {
            store.close();
        }
    }
}
