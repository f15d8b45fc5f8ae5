package dev.penstock.cli;

import dev.penstock.engine.Engine;
import dev.penstock.engine.Figures;
import dev.penstock.store.DeadLetters.Selected;
import java.math.BigDecimal;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `penstock dead-letters retry`.
@Command(name = "retry", sortOptions = false, description = "Asks again, with today's prompt. Dead letters of several runs"
        + " are asked run by run.", footer = {"",
                "Exit codes: those of penstock run; of several runs, the first that is not 0.", "",
                "Example:  penstock dead-letters retry --task ticket-triage --failure refused --dry-run"})
final class RetryLettersCommand implements Callable<Integer> {
    private final PenstockCommand root;

    @Mixin
    private WhichLetters which = new WhichLetters();

    @Option(names = "--prompt", paramLabel = "WHICH", description = "today or pinned: the version the run started with (default: today).")
    private RetryCommand.WhichPrompt prompt = RetryCommand.WhichPrompt.TODAY;

    @Mixin
    private ReviewerOption as = new ReviewerOption();

    @Mixin
    private RunOptions options = new RunOptions();

    RetryLettersCommand(PenstockCommand root) {
        this.root = root;
    }

    @Option(names = "--reason", paramLabel = "REASON", description = "The same as --failure REASON.")
    void reason(String reason) {
        which.filter.failure = reason;
    }

    @Override
    public Integer call() {
        which.refuseUnclear(null);
        var selected = select();
        if (which.dryRun) {
            root.results().lines(wouldAsk(selected));
            return ExitCode.ACCEPTED;
        }
        var usable = selected.stream().filter(one -> !one.reason().equals(Engine.UNUSABLE)).toList();
        return new RetryRuns(root, options, as.reviewer(root, null), prompt == RetryCommand.WhichPrompt.PINNED)
                .letters(usable.isEmpty() ? selected : usable);
    }

    private List<Selected> select() {
        try (var records = root.project().records()) {
            return which.select(root, records, "ask again for", false);
        }
    }

    /// What was paid for their last calls is the best guess at what the next ones cost.
    private static List<String> wouldAsk(List<Selected> selected) {
        var bulk = new BulkResult("asked again");
        selected.forEach(one -> {
            if (one.reason().equals(Engine.UNUSABLE)) {
                bulk.skipped("the line is no usable record", one.id());
            } else {
                bulk.done();
            }
        });
        var lines = bulk.lines(true);
        var cost = selected.stream().map(Selected::lastCallUsd).reduce(BigDecimal.ZERO, BigDecimal::add);
        lines.add("  their last calls cost " + Figures.usd(cost) + "; in "
                + Figures.plural(runs(selected).size(), "run"));
        return lines;
    }

    private static Set<String> runs(List<Selected> selected) {
        return selected.stream().map(Selected::runId).collect(Collectors.toSet());
    }
}
