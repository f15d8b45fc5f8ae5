package dev.penstock.cli;

import dev.penstock.engine.RunRequest;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `penstock run`.
@Command(name = "run", sortOptions = false, description = "Runs a task over a file of items.", footer = {"",
        "Exit codes: 0 every item accepted, 2 nothing started, 3 complete with dead letters, 4 halted, 130/143 interrupted.",
        "", "Example:  penstock run ticket-triage --input tickets.jsonl --budget 25"})
final class RunCommand implements Callable<Integer> {
    private final PenstockCommand root;

    @Parameters(paramLabel = "TASK", description = "A folder of prompts/.")
    private String task = "";

    @Option(names = "--input", required = true, paramLabel = "FILE", description = "Items: .jsonl or .csv, or - for JSON lines on standard input.")
    private String input = "";

    @Option(names = "--output", paramLabel = "DIR", description = "Folder for the results (default: out/RUN in the project).")
    private @Nullable Path output;

    @Option(names = "--run-id", paramLabel = "ID", description = "The run's id; an existing one goes on.")
    private @Nullable String runId;

    @Option(names = "--limit", paramLabel = "N", description = "Read at most N items.")
    private @Nullable Long limit;

    @Option(names = "--budget", paramLabel = "USD", description = "Never spend more than this.")
    private @Nullable BigDecimal budget;

    @Option(names = "--mode", paramLabel = "MODE", description = "sync, batch or auto (default: the task's own).")
    private @Nullable String mode;

    @Option(names = "--via", paramLabel = "URL", description = "Hand the run to a penstock serve there; its token is read from PENSTOCK_TOKEN.")
    private @Nullable URI via;

    @Mixin
    private RunOptions options = new RunOptions();

    RunCommand(PenstockCommand root) {
        this.root = root;
    }

    @Override
    public Integer call() {
        var request = new RunRequest(task, input.equals("-") ? input : root.path(Path.of(input)).toString(),
                output == null ? null : root.path(output), runId, limit, budget, mode);
        if (via != null) {
            return new RunVia(root, options, via).run(request);
        }
        return new RunWatch(root, options).run("penstock run",
                engine -> engine.start(request, root.surroundings().in()));
    }
}
