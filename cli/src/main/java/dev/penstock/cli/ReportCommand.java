package dev.penstock.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `penstock report`.
@Command(name = "report", sortOptions = false, description = "Shows one run in numbers, recomputed from the store.")
final class ReportCommand implements Callable<Integer> {
    private final PenstockCommand root;

    @Parameters(paramLabel = "RUN", description = "The run's id.")
    private String run = "";

    @Option(names = "--json", description = "What report.json says, on one line.")
    private boolean json;

    ReportCommand(PenstockCommand root) {
        this.root = root;
    }

    @Override
    public Integer call() {
        try (var records = root.project().records()) {
            var report = records.report(run);
            if (json) {
                root.results().json(report);
            } else {
                root.results()
                        .lines(ReportScreen.render(report, ExitCode.of(report), root.terminal().width(),
                                root.terminal().results()));
            }
        }
        return ExitCode.ACCEPTED;
    }
}
