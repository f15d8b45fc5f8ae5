package dev.penstock.cli;

import dev.penstock.engine.CannotStartException;
import dev.penstock.engine.DeadLetterJson;
import dev.penstock.engine.Figures;
import dev.penstock.engine.InputPreview;
import dev.penstock.engine.Project;
import dev.penstock.prompt.Prompt;
import dev.penstock.prompt.Rendering;
import dev.penstock.prompt.TaskSettings;
import dev.penstock.settings.Problem;
import dev.penstock.settings.SettingsException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// `penstock prompts`: the registry.
@Command(name = "prompts", sortOptions = false, synopsisSubcommandLabel = "COMMAND", description = "Lists, checks, renders and compares"
        + " the tasks of prompts/.")
final class PromptsCommand implements Callable<Integer> {
    private final PenstockCommand root;

    private PromptsCommand(PenstockCommand root) {
        this.root = root;
    }

    static CommandLine commandLine(PenstockCommand root) {
        var line = new CommandLine(new PromptsCommand(root));
        line.addSubcommand(new Listing(root));
        line.addSubcommand(new Check(root));
        line.addSubcommand(new Render(root));
        line.addSubcommand(new PromptsDiffCommand(root));
        line.addSubcommand(new PromptsLogCommand(root));
        return line;
    }

    /// Without a command: the list.
    @Override
    public Integer call() {
        return new Listing(root).call();
    }

    @Command(name = "list", sortOptions = false, description = "Lists the tasks with their prompt versions.")
    private static final class Listing implements Callable<Integer> {
        private final PenstockCommand root;

        @Option(names = "--json", description = "One JSON object per line.")
        private boolean json;

        Listing(PenstockCommand root) {
            this.root = root;
        }

        @Override
        public Integer call() {
            var project = root.project();
            var lines = project.registry().tasks().stream().map(task -> line(project, task)).toList();
            if (json) {
                lines.forEach(line -> root.results().json(json(line)));
            } else {
                root.results().lines(Tables.prompts(lines, root.terminal().width(), root.terminal().results()));
            }
            return ExitCode.ACCEPTED;
        }

        private static ObjectNode json(Tables.PromptLine line) {
            var node = JsonNodeFactory.instance.objectNode()
                    .put("task", line.task())
                    .put("promptVersion", line.version())
                    .put("endpoint", line.asked().endpoint())
                    .put("model", line.asked().model())
                    .put("output", line.output())
                    .put("problem", line.problem().isEmpty() ? null : line.problem());
            var fallback = node.putArray("fallback");
            line.fallbacks()
                    .forEach(next -> fallback.addObject().put("endpoint", next.endpoint()).put("model", next.model()));
            return node;
        }

        private static Tables.PromptLine line(Project project, String task) {
            try {
                return line(project, project.registry().prompt(task));
            } catch (SettingsException e) {
                return Tables.PromptLine.broken(task, e.problems().getFirst().toString());
            }
        }

        private static Tables.PromptLine line(Project project, Prompt prompt) {
            var output = "";
            var problem = "";
            try {
                output = project.asking(prompt).plan().mode().label();
            } catch (SettingsException | CannotStartException e) {
                problem = String.valueOf(e.getMessage());
            }
            return new Tables.PromptLine(prompt.task(), prompt.version(), asked(prompt.settings().call()), output,
                    prompt.settings().fallbacks().stream().map(fallback -> asked(fallback.call())).toList(), problem);
        }

        private static Tables.PromptLine.Asked asked(TaskSettings.Call call) {
            return new Tables.PromptLine.Asked(call.endpoint(), call.model());
        }
    }

    @Command(name = "lint", sortOptions = false, description = "Finds what would stop a run, before anything is spent.", footer = {
            "", "Exit codes: 0 nothing stops a run, 2 something does."})
    private static final class Check implements Callable<Integer> {
        private final PenstockCommand root;

        @Parameters(paramLabel = "TASK", arity = "0..*", description = "Default: all tasks.")
        private List<String> tasks = List.of();

        Check(PenstockCommand root) {
            this.root = root;
        }

        @Override
        public Integer call() {
            var project = root.project();
            var lint = project.lint();
            int errors = 0;
            if (tasks.isEmpty()) {
                project.registry().misnamed().forEach(problem -> say(problem, "warning"));
            }
            for (var task : tasks.isEmpty() ? project.registry().tasks() : tasks) {
                var found = lint.task(task);
                errors += found.errors().size();
                found.errors().forEach(problem -> say(problem, "error"));
                found.warnings().forEach(problem -> say(problem, "warning"));
                if (found.errors().isEmpty()) {
                    root.results()
                            .line(task + ": ok" + (found.warnings().isEmpty()
                                    ? ""
                                    : ", " + Figures.plural(found.warnings().size(), "warning")));
                }
            }
            return errors == 0 ? ExitCode.ACCEPTED : ExitCode.USAGE;
        }

        private void say(Problem problem, String kind) {
            root.messages().say(root.errors().problem(problem, kind));
        }
    }

    @Command(name = "render", sortOptions = false, description = "Prints the exact request for one item. Sends nothing.")
    private static final class Render implements Callable<Integer> {
        private final PenstockCommand root;

        @Parameters(paramLabel = "TASK", description = "A folder of prompts/.")
        private String task = "";

        @Option(names = "--input", required = true, paramLabel = "FILE", description = "Items: .jsonl or .csv.")
        private Path input = Path.of("");

        @Option(names = "--id", paramLabel = "ID", description = "The item (default: the first usable one).")
        private @Nullable String id;

        @Option(names = "--json", description = "As JSON on one line.")
        private boolean json;

        Render(PenstockCommand root) {
            this.root = root;
        }

        @Override
        public Integer call() {
            var project = root.project();
            var prompt = project.asking(project.registry().prompt(task));
            var item = InputPreview.item(root.path(input), id, project.config().maxRecordBytes());
            switch (prompt.render(item)) {
                case Rendering.Ready(var request, _) when json ->
                    root.results()
                            .json(DeadLetterJson.request(request)
                                    .put("output", prompt.plan().mode().label()));
                case Rendering.Ready(var request, var flags) -> {
                    root.results().line("output: " + output(prompt));
                    root.results().lines(List.of(TerminalText.clean(RequestText.of(request)).split("\n", -1)));
                    flags.forEach(flag -> root.messages().say("flag: " + TerminalText.oneLine(flag)));
                }
                case Rendering.Failed(var failure) -> throw new CannotStartException("item " + item.id() + ": "
                        + failure.reason() + ", " + failure.detail(),
                        "a run would dead-letter it without sending anything");
            }
            return ExitCode.ACCEPTED;
        }

        private static String output(Prompt prompt) {
            var auto = prompt.schema() != null && prompt.settings().call().output() == null;
            return prompt.plan().mode().label() + (auto ? " (what auto comes to here)" : "");
        }
    }
}
