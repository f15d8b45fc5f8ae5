package dev.penstock.cli;

import dev.penstock.engine.Figures;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/// What a command says after a run ended: where the outputs are, and what to type next.
final class RunEnding {
    private RunEnding() {}

    static List<String> next(JsonNode report, Path outputs, Palette palette) {
        var run = TerminalText.oneLine(report.path("run").asString(""));
        var items = report.path("items");
        var lines = new ArrayList<String>();
        lines.add(outputs(report, outputs));
        if (items.path("pending").asLong(0) > 0) {
            lines.add("  Next      " + palette.strong("resume with: " + resume(report)));
        } else if (items.path("deadLettered").asLong(0) > 0) {
            lines.add("  Next      penstock dead-letters list --run " + run);
        } else {
            lines.add("  Next      penstock verify " + run);
        }
        return lines;
    }

    /// Where the results are.
    static String outputs(JsonNode report, Path folder) {
        var items = report.path("items");
        return "  Outputs   " + TerminalText.oneLine(folder.toString()) + "   accepted.jsonl "
                + Figures.count(items.path("accepted").asLong(0))
                + " · dead-letters.jsonl " + Figures.count(items.path("deadLettered").asLong(0)) + " · report.json";
    }

    /// The command that goes on.
    static String resume(JsonNode report) {
        return "penstock resume " + TerminalText.oneLine(report.path("run").asString(""))
                + (needsBudget(report) ? " --budget USD" : "");
    }

    /// Whether it stopped at its own budget, and needs a larger one.
    static boolean needsBudget(JsonNode report) {
        return report.path("why").asString("").contains("--budget");
    }

    /// All of it on one line.
    static String line(JsonNode report) {
        var items = report.path("items");
        return TerminalText.oneLine(report.path("run").asString("") + " " + report.path("status").asString("")) + ": "
                + items.path("accepted").asLong(0) + " accepted, " + items.path("deadLettered").asLong(0)
                + " dead-lettered, "
                + items.path("discarded").asLong(0) + " discarded, " + items.path("pending").asLong(0) + " pending, "
                + Figures.usd(new BigDecimal(report.path("cost").path("usd").asString("0")));
    }
}
