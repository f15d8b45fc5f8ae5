package dev.penstock.cli;

import dev.penstock.engine.Records;
import dev.penstock.engine.Review;
import dev.penstock.engine.ReviewResult;
import dev.penstock.engine.Reviewer;
import dev.penstock.store.DeadLetters.Selected;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/// `penstock dead-letters accept`.
@Command(name = "accept", sortOptions = false, description = "Accepts a reply as it is, or a corrected output. It passes"
        + " the task's checks again and joins the export. Several at once are only rechecked: those whose reply passes"
        + " today's checks are accepted.", footer = {"",
                "Exit codes: 0 done, 2 nothing was changed, 3 some were skipped.", "",
                "Example:  penstock dead-letters accept --failure schema-mismatch --dry-run"})
final class AcceptCommand implements Callable<Integer> {
    private static final String RECHECK = "recheck";

    private final PenstockCommand root;

    @Mixin
    private WhichLetters which = new WhichLetters();

    @Option(names = "--output", paramLabel = "JSON", description = "The corrected output of one: JSON, @FILE, or - for standard input.")
    private @Nullable String output;

    @Option(names = "--recheck", description = "By today's checks, not those of its run (always, for several).")
    private boolean recheck;

    @Option(names = "--reason", paramLabel = "TEXT", description = "Why; for one, it overrides a check that still says no.")
    private @Nullable String reason;

    @Mixin
    private ReviewerOption as = new ReviewerOption();

    @Option(names = "--json", description = "One JSON object that says what was done.")
    private boolean json;

    AcceptCommand(PenstockCommand root) {
        this.root = root;
    }

    @Override
    public Integer call() {
        which.refuseUnclear(reason);
        boolean one = which.ids.size() == 1;
        if (output != null && !one) {
            throw which.wrong("--output is for one ID");
        }
        var corrected = output == null ? null : GivenOutput.read(root, output);
        try (var records = root.project().records()) {
            return one ? one(records, corrected) : several(records);
        }
    }

    private int one(Records records, @Nullable JsonNode corrected) {
        var id = which.select(root, records, "accept", false).getFirst().id();
        var seen = records.open(id);
        var review = records.review();
        var by = as.reviewer(root, reason);
        var rules = recheck ? Review.Rules.TODAYS : Review.Rules.OF_THE_RUN;
        var result = which.dryRun
                ? corrected == null ? review.tryAccept(seen, rules, by) : review.tryCorrect(seen, corrected, by)
                : corrected == null ? review.accept(seen, rules, by) : review.correct(seen, corrected, by);
        ReviewWords.refuseUndone(id, result);
        if (json) {
            var bulk = new BulkResult("accepted");
            bulk.done();
            root.results().json(bulk.json(which.dryRun));
        } else {
            root.results()
                    .line(id + (which.dryRun ? " would be " : " ") + ReviewWords.of(result) + (which.dryRun
                            ? "; nothing was changed"
                            : "; it joins the outputs with: penstock export " + seen.item().runId()));
        }
        return ExitCode.ACCEPTED;
    }

    /// Nobody looked at each of these, so nothing is overridden, and the flag and the reason say how they came in.
    private int several(Records records) {
        var selected = which.select(root, records, "recheck", false);
        var by = as.reviewer(root, reason == null ? RECHECK : RECHECK + ": " + reason);
        var bulk = new BulkResult("accepted");
        var review = records.review();
        selected.forEach(one -> recheck(records, review, one, by, bulk));
        if (json) {
            root.results().json(bulk.json(which.dryRun));
        } else {
            root.results().lines(bulk.lines(which.dryRun));
            runs(selected).forEach(run -> root.results().line("  → penstock export " + run));
        }
        return bulk.code();
    }

    private void recheck(Records records, Review review, Selected one, Reviewer by, BulkResult bulk) {
        var seen = records.find(one.id()).orElseThrow();
        var strict = new Reviewer(by.name(), null);
        var tried = review.tryAccept(seen, Review.Rules.TODAYS, strict);
        var result = which.dryRun || !ReviewWords.done(tried)
                ? tried
                : review.accept(seen, Review.Rules.TODAYS, by);
        switch (result) {
            case ReviewResult.Accepted _,ReviewResult.Discarded _ -> bulk.done();
            case ReviewResult.Refused(var failure, _) ->
                bulk.skipped("still " + failure.reason() + " by today's checks",
                        one.id() + ": " + ReviewWords.of(result));
            case ReviewResult.NoReply() -> bulk.skipped("no reply to check", one.id());
            case ReviewResult.Decided _ -> bulk.skipped("decided meanwhile", one.id() + ": " + ReviewWords.of(result));
        }
    }

    private List<String> runs(List<Selected> selected) {
        return which.dryRun ? List.of() : selected.stream().map(Selected::runId).distinct().limit(5).toList();
    }
}
