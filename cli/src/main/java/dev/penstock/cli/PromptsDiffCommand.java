package dev.penstock.cli;

import dev.penstock.engine.PromptHistory;
import dev.penstock.engine.PromptSource;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `penstock prompts diff`.
@Command(name = "diff", sortOptions = false, description = "Shows what changed between two versions of a task: settings in"
        + " words, then templates and schema.", footer = {"",
                "A version is: disk, a run, the beginning of a stored version (penstock prompts log TASK), or a git",
                "commit, such as HEAD~3 or git:main. Without any: the last run's against the disk's; with one, it",
                "against the disk's.", "", "Example:  penstock prompts diff ticket-triage r_7F3KQ2 git:HEAD"})
final class PromptsDiffCommand implements Callable<Integer> {
    private final PenstockCommand root;

    @Parameters(index = "0", paramLabel = "TASK", description = "A folder of prompts/.")
    private String task = "";

    @Parameters(index = "1", arity = "0..1", paramLabel = "A", description = "The older version (default: of the last run).")
    private @Nullable String before;

    @Parameters(index = "2", arity = "0..1", paramLabel = "B", description = "The newer version (default: disk).")
    private @Nullable String after;

    @Option(names = "--json", description = "As JSON on one line.")
    private boolean json;

    PromptsDiffCommand(PenstockCommand root) {
        this.root = root;
    }

    @Override
    public Integer call() {
        var project = root.project();
        if (!project.hasStore()) {
            show(project.prompts(task));
            return ExitCode.ACCEPTED;
        }
        try (var records = project.records()) {
            show(records.prompts(task));
        }
        return ExitCode.ACCEPTED;
    }

    private void show(PromptHistory history) {
        PromptSource old = before == null ? history.lastUsed() : history.find(before);
        PromptSource now = after == null ? history.onDisk() : history.find(after);
        var screen = new PromptDiffScreen(task, old, now);
        if (json) {
            root.results().json(screen.json());
        } else {
            root.results().lines(screen.lines(root.terminal().results()));
        }
    }
}
