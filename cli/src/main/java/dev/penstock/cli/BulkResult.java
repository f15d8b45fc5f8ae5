package dev.penstock.cli;

import dev.penstock.engine.Figures;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.node.JsonNodeFactory;

/// What a decision about many came to: each one done, or left alone with a reason.
final class BulkResult {
    private final String done;
    private final Map<String, List<String>> left = new TreeMap<>();
    private int count;
    private int skipped;

    /// @param done what a letter is afterwards, such as `discarded`
    BulkResult(String done) {
        this.done = done;
    }

    void done() {
        count++;
    }

    /// @param why one short reason that many can share
    /// @param example id and sentence
    void skipped(String why, String example) {
        skipped++;
        left.computeIfAbsent(why, _ -> new ArrayList<>()).add(example);
    }

    boolean complete() {
        return skipped == 0;
    }

    int code() {
        return complete() ? ExitCode.ACCEPTED : ExitCode.DEAD_LETTERS;
    }

    List<String> lines(boolean dryRun) {
        var lines = new ArrayList<String>();
        lines.add((dryRun ? "would be " : "") + done + " " + Figures.count(count) + " of "
                + Figures.count((long) count + skipped) + (skipped == 0 ? "" : ", skipped " + Figures.count(skipped))
                + (dryRun ? "; nothing was changed" : ""));
        left.forEach((why, examples) -> lines.add("  skipped " + Figures.count(examples.size()) + "  "
                + TerminalText.oneLine(why) + ", such as " + TerminalText.oneLine(examples.getFirst())));
        return lines;
    }

    /// All of it on one line.
    String json(boolean dryRun) {
        var node = JsonNodeFactory.instance.objectNode()
                .put("action", done)
                .put("done", count)
                .put("skipped", skipped)
                .put("dryRun", dryRun);
        var reasons = node.putObject("why");
        left.forEach((why, examples) -> reasons.put(why, examples.size()));
        return node.toString();
    }
}
