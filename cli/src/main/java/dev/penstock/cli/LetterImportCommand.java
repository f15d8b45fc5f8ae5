package dev.penstock.cli;

import dev.penstock.engine.DecisionImport;
import dev.penstock.engine.DecisionImport.Line;
import dev.penstock.engine.Engine;
import dev.penstock.store.DeadLetters.Selected;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `penstock dead-letters import`: takes in what a colleague decided.
@Command(name = "import", sortOptions = false, description = "Takes in the decisions of a file that `dead-letters export`"
        + " wrote and a colleague filled in. Each passes the same checks as on the command line; what was decided since"
        + " is left alone, so it is harmless to do twice.", footer = {"",
                "Exit codes: 0 every decision is made; 2 the file is wrong, nothing was changed; 3 some were not made.",
                "",
                "Example:  penstock dead-letters import for-ana.csv --as ana --dry-run"})
final class LetterImportCommand implements Callable<Integer> {
    private final PenstockCommand root;

    @Parameters(paramLabel = "FILE", description = "A .csv or .jsonl file.")
    private Path file = Path.of("");

    @Option(names = "--dry-run", description = "Only say what would happen.")
    private boolean dryRun;

    @Mixin
    private ReviewerOption as = new ReviewerOption();

    @Option(names = "--json", description = "One JSON object per decision.")
    private boolean json;

    LetterImportCommand(PenstockCommand root) {
        this.root = root;
    }

    @Override
    public Integer call() {
        var by = as.reviewer(root, null);
        DecisionImport decisions;
        List<Line> lines;
        try (var records = root.project().records()) {
            decisions = records.decisions(root.path(file));
            lines = decisions.decide(by.name(), dryRun);
        }
        var screen = new ImportScreen(String.valueOf(file.getFileName()), dryRun);
        if (json) {
            screen.json(lines).forEach(root.results()::json);
        } else {
            root.results().lines(screen.lines(lines, decisions.blank()));
        }
        int code = screen.complete(lines) ? ExitCode.ACCEPTED : ExitCode.DEAD_LETTERS;
        var retries = toRetry(lines);
        if (dryRun || retries.isEmpty()) {
            return code;
        }
        var options = new RunOptions();
        options.json = json;
        int retried = new RetryRuns(root, options, by, false).letters(retries);
        return code == ExitCode.ACCEPTED ? retried : code;
    }

    private static List<Selected> toRetry(List<Line> lines) {
        return lines.stream()
                .flatMap(line -> line instanceof Line.ToRetry(_, _, var letter)
                        ? java.util.stream.Stream.of(letter)
                        : java.util.stream.Stream.empty())
                .filter(letter -> !letter.reason().equals(Engine.UNUSABLE))
                .toList();
    }
}
