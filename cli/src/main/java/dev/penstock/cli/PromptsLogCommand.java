package dev.penstock.cli;

import dev.penstock.engine.PromptHistory;
import dev.penstock.engine.PromptVersionJson;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `penstock prompts log`.
@Command(name = "log", sortOptions = false, description = "Lists the versions of a task, newest first, with what they"
        + " were used for. * is the version on disk.", footer = {"",
                "ACCEPTED is the share of items with an accepted reply; one a person wrote does not count.",
                "PER 1K is all that was paid with the version, per thousand accepted items."})
final class PromptsLogCommand implements Callable<Integer> {
    private final PenstockCommand root;

    @Parameters(paramLabel = "TASK", description = "A folder of prompts/.")
    private String task = "";

    @Option(names = "--json", description = "One JSON object per version and line.")
    private boolean json;

    PromptsLogCommand(PenstockCommand root) {
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
        var entries = history.entries();
        if (json) {
            entries.forEach(entry -> root.results().json(PromptVersionJson.of(entry)));
        } else {
            root.results()
                    .lines(new PromptLogScreen(root.terminal().width(), root.terminal().results(),
                            root.surroundings().clock().getZone()).lines(task, entries));
        }
    }
}
