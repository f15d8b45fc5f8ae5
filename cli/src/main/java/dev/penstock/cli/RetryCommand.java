package dev.penstock.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `penstock retry`.
@Command(name = "retry", sortOptions = false, description = "Asks again for all open dead letters of a run, with today's"
        + " prompt.")
final class RetryCommand implements Callable<Integer> {
    private final PenstockCommand root;

    @Parameters(paramLabel = "RUN", description = "The run's id.")
    private String run = "";

    @Option(names = "--prompt", paramLabel = "WHICH", description = "today or pinned: the version the run started with (default: today).")
    private WhichPrompt prompt = WhichPrompt.TODAY;

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
        return new RunWatch(root, options).run("penstock retry",
                engine -> engine.retry(run, prompt == WhichPrompt.PINNED, root.actor()));
    }
}
