package dev.penstock.engine;

import dev.penstock.jdbc.SqliteStore;
import dev.penstock.store.Erasure.Erased;
import dev.penstock.store.Erasure.Held;
import dev.penstock.store.RunRow;
import dev.penstock.store.Signature;
import dev.penstock.store.Store;
import dev.penstock.store.StoreException;
import dev.penstock.store.StoreLockedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Erases what Penstock holds of an item's text, wherever it is: the store, the samples, the spool of standard input, and
/// the output folders of its runs. Numbers stay. Works beside a running engine, unless the item is still to be sent.
public final class Forgetting implements AutoCloseable {
    private static final String REASON = "forgotten";

    private final Project project;
    private final Store store;
    private final SampleStore samples;
    private final Clock clock;

    Forgetting(Project project, Store store, Clock clock) {
        this.project = project;
        this.store = store;
        this.clock = clock;
        samples = new SampleStore(project.config().storage(), clock);
    }

    /// What was erased of one item.
    ///
    /// @param samples that were erased
    public record Item(Held held, Erased erased, int samples) {}

    /// What was done, and what only others can do.
    ///
    /// @param rewritten output folders that were written again without the text
    /// @param elsewhere files that may still hold it and are not Penstock's to change, one sentence each
    /// @param settled false while another process still reads an older state of the store: forget again when it has ended
    public record Result(List<Item> items, List<Path> rewritten, List<String> elsewhere, boolean settled) {}

    /// Items with this id, in all runs unless narrowed, and second uses of it (`ID#line`).
    ///
    /// @throws CannotStartException if there is none
    public List<Held> find(String itemId, @Nullable String runId, @Nullable String task) {
        if (runId != null) {
            RunIds.find(store, runId);
        }
        var held = store.erasure().find(itemId, runId, task);
        if (held.isEmpty()) {
            throw new CannotStartException("no item has the id '" + itemId + "'"
                    + (runId == null ? "" : " in run " + runId) + (task == null ? "" : " of task " + task),
                    "the id is what stands in the item's id field, as in accepted.jsonl and dead-letters.jsonl");
        }
        return held;
    }

    /// Erases them, for good.
    ///
    /// @throws CannotStartException if one of them waits to be sent and an engine works on the store; nothing was erased
    public Result forget(List<Held> items, String actor) {
        var by = new Signature(actor, REASON, clock.instant());
        var erased = items.stream().anyMatch(item -> item.status().equals("pending"))
                ? asTheEngine(items, by)
                : erase(store, items, by);
        var rewritten = new ArrayList<Path>();
        var elsewhere = new ArrayList<String>();
        for (var run : runs(items)) {
            rewrite(run).ifPresent(rewritten::add);
            elsewhere.addAll(inputs(run, items));
        }
        return new Result(erased, List.copyOf(rewritten), List.copyOf(elsewhere), store.erasure().settle());
    }

    /// An item that waits may be on its way to a provider, so nobody else may work on the store meanwhile.
    private List<Item> asTheEngine(List<Held> items, Signature by) {
        try (var alone = SqliteStore.openForEngine(project.config().store(), "penstock forget")) {
            return erase(alone, items, by);
        } catch (StoreLockedException e) {
            throw new CannotStartException("item " + items.getFirst().itemId() + " still waits to be sent, and "
                    + e.getMessage(),
                    "stop that run first, or forget the item when it is finished; nothing was erased");
        }
    }

    private List<Item> erase(Store open, List<Held> items, Signature by) {
        var done = new ArrayList<Item>();
        for (var item : items) {
            var erased = open.erasure()
                    .erase(item.runId(), item.seq(), by)
                    .orElseThrow(() -> new CannotStartException("item " + item.itemId() + " of run " + item.runId()
                            + " was just put back to work", "forget it again in a moment"));
            done.add(new Item(item, erased, eraseSamples(item)));
        }
        return List.copyOf(done);
    }

    /// @throws StoreException if there are samples and they cannot be erased: then nobody may believe they were
    private int eraseSamples(Held item) {
        return samples.existing().map(open -> open.erase(item.runId(), item.seq())).orElse(0);
    }

    private List<RunRow> runs(List<Held> items) {
        var ids = new LinkedHashSet<String>();
        items.forEach(item -> ids.add(item.runId()));
        return ids.stream().map(id -> RunIds.find(store, id)).toList();
    }

    /// A running engine writes the folder itself when its run ends.
    private Optional<Path> rewrite(RunRow run) {
        var folder = Path.of(run.outputDir());
        if (!Files.exists(folder.resolve(OutputFolder.REPORT))) {
            return Optional.empty();
        }
        new Outputs(store, samples, project.config().prices()).write(run, folder);
        return Optional.of(folder);
    }

    private List<String> inputs(RunRow run, List<Held> items) {
        var lines = items.stream().filter(item -> item.runId().equals(run.id())).map(Held::line).sorted().toList();
        if (run.input().isEmpty()) {
            return List.of();
        }
        var input = Path.of(run.input());
        if (input.equals(project.spool(run.id())) || input.startsWith(project.uploads())) {
            return Spool.blank(input, lines, store, run.id());
        }
        return Files.exists(input)
                ? List.of("your input " + input + ", line " + lines.getFirst()
                        + (lines.size() > 1 ? " and " + (lines.size() - 1) + " more" : ""))
                : List.of();
    }

    @Override
    public void close() {
        samples.close();
        store.close();
    }
}
