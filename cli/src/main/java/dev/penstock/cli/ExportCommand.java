package dev.penstock.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `penstock export`.
@Command(name = "export", sortOptions = false, description = "Writes a run's output folder again, with what people accepted"
        + " since.")
final class ExportCommand implements Callable<Integer> {
    private final PenstockCommand root;

    @Parameters(paramLabel = "RUN", description = "The run's id.")
    private String run = "";

    @Option(names = "--output", paramLabel = "DIR", description = "Folder for the results (default: the run's own).")
    private @Nullable Path output;

    ExportCommand(PenstockCommand root) {
        this.root = root;
    }

    @Override
    public Integer call() {
        try (var records = root.project().records()) {
            var folder = records.export(run, output == null ? null : root.path(output));
            root.results().line(folder.toString());
        }
        return ExitCode.ACCEPTED;
    }
}
