package dev.penstock.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `penstock runs`.
@Command(name = "runs", sortOptions = false, description = "Lists runs, newest first.")
final class RunsCommand implements Callable<Integer> {
    private final PenstockCommand root;

    @Option(names = "--limit", paramLabel = "N", description = "At most so many (default: 20).")
    private int limit = 20;

    @Option(names = "--json", description = "Each run's report as JSON on one line.")
    private boolean json;

    RunsCommand(PenstockCommand root) {
        this.root = root;
    }

    @Override
    public Integer call() {
        try (var records = root.project().records()) {
            var runs = records.runs(limit).stream().map(row -> new Tables.Run(row, records.report(row.id()))).toList();
            if (json) {
                runs.forEach(run -> root.results().json(run.report()));
            } else {
                root.results()
                        .lines(Tables.runs(runs, root.surroundings().clock().instant(), root.terminal().width(),
                                root.terminal().results()));
            }
        }
        return ExitCode.ACCEPTED;
    }
}
