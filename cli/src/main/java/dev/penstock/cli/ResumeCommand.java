package dev.penstock.cli;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `penstock resume`.
@Command(name = "resume", sortOptions = false, description = "Goes on with a run that was halted, interrupted or killed, with"
        + " the prompt version it started with. Nothing that was paid for is asked again.")
final class ResumeCommand implements Callable<Integer> {
    private final PenstockCommand root;

    @Parameters(paramLabel = "RUN", description = "The run's id.")
    private String run = "";

    @Option(names = "--budget", paramLabel = "USD", description = "The whole run's budget from here on.")
    private @Nullable BigDecimal budget;

    @Option(names = "--output", paramLabel = "DIR", description = "Folder for the results from here on.")
    private @Nullable Path output;

    @Mixin
    private RunOptions options = new RunOptions();

    ResumeCommand(PenstockCommand root) {
        this.root = root;
    }

    @Override
    public Integer call() {
        return new RunWatch(root, options).run("penstock resume",
                engine -> engine.resume(run, budget, output == null ? null : root.path(output)));
    }
}
