package dev.penstock.store;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Full prompts and replies of a few items chosen at random, for people to judge. A store of its own: it holds what the
/// [Store] deliberately does not, so it has its own file, its own retention and its own failures.
///
/// Safe for use by many threads and beside other processes. Throws [StoreException] when it cannot be read or written.
public interface Samples extends AutoCloseable {
    /// The secret of this store that decides which items are chosen. Made once, at random, and kept.
    long seed();

    /// Chooses an item, before anything is sent for it, unless its task has had its share of the UTC day of `now`. The
    /// share is counted in the store, so it holds across threads, processes and restarts.
    ///
    /// @param maxPerDay of the task
    /// @return whether the item is chosen, now or before
    boolean choose(SampledItem item, int maxPerDay, Instant now);

    /// Keeps what became of a chosen item. Does nothing for an item that was not chosen, or was erased since.
    ///
    /// @return whether it is kept
    boolean keep(SampledItem item, SampleText text, SampleNumbers numbers, Instant now);

    /// Kept samples, newest first.
    List<SampleRow> list(Filter filter, int limit);

    /// A page of the list, newest first.
    ///
    /// @param after the last sample of the page before; null for the first page
    /// @return empty when there is no sample `after`
    List<SampleRow> page(Filter filter, @Nullable String after, int limit);

    Optional<SampleRow> find(String id);

    /// Kept samples, oldest first.
    void forEach(Filter filter, Consumer<SampleRow> each);

    /// Adds a verdict. Verdicts are never changed; the newest one of a sample counts.
    ///
    /// @return false if there is no such sample
    boolean judge(String id, Judgement judgement);

    /// The verdicts on a sample, oldest first.
    List<Judgement> judgements(String id);

    /// How many were kept, and how the accepted ones among them were judged.
    Tally tally(Filter filter);

    /// How many accepted samples were judged since a time, by task: each counts with its newest verdict.
    Map<String, Tally> judgedSince(Instant time);

    /// Erases the texts of an item and all that people wrote about it; numbers and verdicts of judged samples stay.
    ///
    /// @return how many samples were erased
    int erase(String runId, long seq);

    /// Erases what was chosen before a time, as [#erase(String, long)] does.
    ///
    /// @return how many samples were erased
    int eraseBefore(Instant time);

    @Override
    void close();

    /// Which samples; a null field means any.
    ///
    /// @param unjudged only those that nobody judged yet and that still have their text
    record Filter(@Nullable String runId, @Nullable String task, boolean unjudged) {
        public static Filter all() {
            return new Filter(null, null, false);
        }

        public static Filter ofRun(String runId) {
            return new Filter(runId, null, false);
        }
    }

    /// What a person says about a sample.
    record Judgement(boolean good, String actor, @Nullable String reason, Instant at) {}

    /// @param kept samples, whatever became of their items
    /// @param judged those whose reply was accepted and that a person judged: what the users of the outputs got
    /// @param bad those of the judged that are bad
    record Tally(long kept, long judged, long bad) {
        public static final Tally NONE = new Tally(0, 0, 0);
    }
}
