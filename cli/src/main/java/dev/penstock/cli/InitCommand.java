package dev.penstock.cli;

import dev.penstock.engine.scaffold.ProjectStarter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `penstock init`.
@Command(name = "init", sortOptions = false, description = "Writes the files of a new project, or a new task into an existing"
        + " one. Asks nothing, overwrites nothing; the result runs against the simulator at once.", footer = {"",
                "Exit codes: 0 written, 2 nothing was written, or lint finds something to mend.", "",
                "Examples:  penstock init",
                "           penstock init triage --from-openai-batch requests.jsonl",
                "           penstock init --from-csv labelled.csv --output-field intent"})
final class InitCommand implements Callable<Integer> {
    private final PenstockCommand root;

    @Parameters(paramLabel = "DIR", arity = "0..1", description = "The project's folder (default: the current one).")
    private @Nullable Path directory;

    @Option(names = "--task", paramLabel = "NAME", description = "The task's name (default: from the file, or ticket-triage).")
    private @Nullable String task;

    @Option(names = "--endpoint", paramLabel = "ENDPOINT", description = "The task's endpoint: simulator (default), claude or gpt; in an existing project one of its own.")
    private @Nullable String endpoint;

    @Option(names = "--from-openai-batch", paramLabel = "FILE", description = "Derive the task from a request file for OpenAI's batch API.")
    private @Nullable Path openAiBatch;

    @Option(names = "--from-csv", paramLabel = "FILE", description = "Derive the task from a table, best with a column of right answers.")
    private @Nullable Path csv;

    @Option(names = "--output-field", paramLabel = "COLUMN", description = "With --from-csv: the column the model should fill in.")
    private @Nullable String outputField;

    InitCommand(PenstockCommand root) {
        this.root = root;
    }

    @Override
    public Integer call() {
        var folder = directory == null ? root.directory() : root.path(directory);
        var wish = new ProjectStarter.Wish(folder, task, endpoint, openAiBatch == null ? null : root.path(openAiBatch),
                csv == null ? null : root.path(csv), outputField);
        var started = ProjectStarter.start(wish, root.surroundings().env(), root.surroundings().clock());
        root.results()
                .lines(InitScreen.render(started, directory == null ? "" : directory.toString(),
                        root.terminal().width(), root.terminal().results()));
        started.problems().forEach(problem -> root.messages().say(root.errors().problem(problem, "error")));
        return started.problems().isEmpty() ? ExitCode.ACCEPTED : ExitCode.USAGE;
    }
}
