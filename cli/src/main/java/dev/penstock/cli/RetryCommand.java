package dev.penstock.cli;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `penstock retry`.
@Command(name = "retry", sortOptions = false, description = "Asks again for all open dead letters of runs, with today's"
        + " prompt.")
final class RetryCommand implements Callable<Integer> {
    private final PenstockCommand root;

    @Parameters(paramLabel = "RUN", arity = "1..*", description = "The runs' ids.")
    private List<String> runs = List.of();

    @Option(names = "--prompt", paramLabel = "WHICH", description = "today or pinned: the version the run started with (default: today).")
    private WhichPrompt prompt = WhichPrompt.TODAY;

    @Mixin
    private ReviewerOption as = new ReviewerOption();

    @Mixin
    private RunOptions options = new RunOptions();

    /// The prompt version a retry uses.
    enum WhichPrompt {
        TODAY, PINNED
    }

    RetryCommand(PenstockCommand root) {
        this.root = root;
    }

    @Override
    public Integer call() {
        try (var records = root.project().records()) {
            runs.forEach(records::run); // an unknown one is said before anything is sent
        }
        return new RetryRuns(root, options, as.reviewer(root, null), prompt == WhichPrompt.PINNED).all(runs);
    }
}
