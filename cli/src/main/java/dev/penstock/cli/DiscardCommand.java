package dev.penstock.cli;

import dev.penstock.engine.ReviewResult;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `penstock dead-letters discard`.
@Command(name = "discard", sortOptions = false, description = "Gives items up, for good.", footer = {"",
        "Exit codes: 0 done, 2 nothing was changed, 3 some were skipped.", "",
        "Example:  penstock dead-letters discard --run r_7F3KQ2 --failure refused --expect-count 7 --reason spam"})
final class DiscardCommand implements Callable<Integer> {
    private final PenstockCommand root;

    @Mixin
    private WhichLetters which = new WhichLetters();

    @Option(names = "--reason", paramLabel = "TEXT", description = "Why.")
    private @Nullable String reason;

    @Mixin
    private ReviewerOption as = new ReviewerOption();

    @Option(names = "--json", description = "One JSON object that says what was done.")
    private boolean json;

    DiscardCommand(PenstockCommand root) {
        this.root = root;
    }

    @Override
    public Integer call() {
        which.refuseUnclear(reason);
        var by = as.reviewer(root, reason);
        try (var records = root.project().records()) {
            var selected = which.select(root, records, "discard", true);
            var review = records.review();
            var bulk = new BulkResult("discarded");
            for (var one : selected) {
                var seen = records.find(one.id()).orElseThrow();
                var result = which.dryRun ? new ReviewResult.Discarded() : review.discard(seen, by);
                if (ReviewWords.done(result)) {
                    bulk.done();
                } else {
                    bulk.skipped("decided meanwhile", one.id() + ": " + ReviewWords.of(result));
                }
            }
            if (json) {
                root.results().json(bulk.json(which.dryRun));
            } else if (selected.size() == 1 && bulk.complete() && !which.dryRun) {
                root.results().line(selected.getFirst().id() + " discarded");
            } else {
                root.results().lines(bulk.lines(which.dryRun));
            }
            return bulk.code();
        }
    }
}
