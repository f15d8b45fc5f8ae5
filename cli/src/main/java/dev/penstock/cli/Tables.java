package dev.penstock.cli;

import dev.penstock.engine.Figures;
import dev.penstock.store.RunRow;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/// Lists: runs and prompts.
final class Tables {
    private Tables() {}

    /// One run with its report.
    record Run(RunRow row, JsonNode report) {}

    /// One prompt of the registry; `problem` is empty when it compiles.
    /// @param fallbacks who takes over, in order
    record PromptLine(String task, String version, Asked asked, String output, List<Asked> fallbacks, String problem) {
        /// Somebody who answers.
        record Asked(String endpoint, String model) {
            static final Asked NOBODY = new Asked("", "");
        }

        /// One that cannot be read.
        static PromptLine broken(String task, String problem) {
            return new PromptLine(task, "", Asked.NOBODY, "", List.of(), problem);
        }
    }

    static List<String> runs(List<Run> runs, Instant now, int width, Palette palette) {
        if (runs.isEmpty()) {
            return List.of("No run yet. penstock demo shows one with the simulator (no key, no cost).");
        }
        var table = new Table("RUN", "TASK", "STATUS", ">ITEMS", ">ACCEPTED", ">DEAD", ">PENDING", ">COST", "STARTED",
                "MODEL");
        for (var run : runs) {
            var items = run.report().path("items");
            var row = run.row();
            table.row(TerminalText.oneLine(row.id()), TerminalText.oneLine(row.task()),
                    ReportScreen.status(run.report()), count(items, "total"), count(items, "accepted"),
                    count(items, "deadLettered"), count(items, "pending"),
                    Figures.usd(run.report().path("cost").path("usd").asDecimal(java.math.BigDecimal.ZERO)),
                    age(row.startedAt(), now),
                    (row.simulated() ? "SIMULATED " : "") + TerminalText.oneLine(row.model()));
        }
        return table.render(width, palette);
    }

    static List<String> prompts(List<PromptLine> prompts, int width, Palette palette) {
        if (prompts.isEmpty()) {
            return List.of("No task yet. A task is a folder prompts/<task>/ with task.yaml and user.md.");
        }
        var table = new Table("TASK", "VERSION", "ENDPOINT", "MODEL", "OUTPUT", "PROBLEM");
        for (var prompt : prompts) {
            table.row(TerminalText.oneLine(prompt.task()), Figures.version(prompt.version()),
                    TerminalText.oneLine(prompt.asked().endpoint()), TerminalText.oneLine(prompt.asked().model()),
                    prompt.output(), TerminalText.oneLine(prompt.problem()));
            prompt.fallbacks()
                    .forEach(next -> table.row("", "", "then " + TerminalText.oneLine(next.endpoint()),
                            TerminalText.oneLine(next.model()), "", ""));
        }
        return new ArrayList<>(table.render(width, palette));
    }

    /// `3h05m ago`.
    static String age(Instant then, Instant now) {
        return Figures.age(then, now) + " ago";
    }

    private static String count(JsonNode items, String key) {
        return Figures.count(items.path(key).asLong(0));
    }
}
