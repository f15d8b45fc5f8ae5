package dev.penstock.cli;

import dev.penstock.engine.PlanJson;
import dev.penstock.engine.RunPlan;
import dev.penstock.engine.RunRequest;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `penstock plan`.
@Command(name = "plan", sortOptions = false, description = "Says what a run would send, cost and take. Sends nothing but"
        + " questions for token counts, which are free; works without a key.", footer = {"",
                "Exit codes: 0 a run could start, 2 it could not.", "",
                "Example:  penstock plan ticket-triage --input tickets.jsonl --budget 25"})
final class PlanCommand implements Callable<Integer> {
    private final PenstockCommand root;

    @Parameters(paramLabel = "TASK", description = "A folder of prompts/.")
    private String task = "";

    @Option(names = "--input", required = true, paramLabel = "FILE", description = "Items: .jsonl or .csv, or - for JSON lines on standard input.")
    private Path input = Path.of("");

    @Option(names = "--limit", paramLabel = "N", description = "Read at most N items.")
    private @Nullable Long limit;

    @Option(names = "--budget", paramLabel = "USD", description = "Whether this is enough.")
    private @Nullable BigDecimal budget;

    @Option(names = "--mode", paramLabel = "MODE", description = "sync, batch or auto (default: the task's own).")
    private @Nullable String mode;

    @Option(names = "--json", description = "One JSON object.")
    private boolean json;

    PlanCommand(PenstockCommand root) {
        this.root = root;
    }

    @Override
    public Integer call() {
        try (var file = PipedInput.of(root, input)) {
            var plan = root.project()
                    .plan(new RunRequest(task, file.file().toString(), null, null, limit, budget, mode));
            if (json) {
                root.results().json(PlanJson.of(plan, command()));
            } else {
                root.results().lines(lines(plan));
            }
        }
        return ExitCode.ACCEPTED;
    }

    private List<String> lines(RunPlan plan) {
        return new PlanScreen(root.terminal().width(), root.terminal().results()).render(plan, command());
    }

    /// What starts the run, as it is typed here.
    private String command() {
        var words = new ArrayList<>(List.of("penstock", "run", task, "--input", input.toString()));
        if (!root.projectOption().toString().isEmpty()) {
            words.addAll(List.of("--project", root.projectOption().toString()));
        }
        add(words, "--limit", limit);
        add(words, "--budget", budget == null ? null : budget.toPlainString());
        add(words, "--mode", mode);
        return words.stream().map(ShellWord::quoted).collect(Collectors.joining(" "));
    }

    private static void add(List<String> words, String option, @Nullable Object value) {
        if (value != null) {
            words.add(option);
            words.add(value.toString());
        }
    }
}
