package dev.penstock.cli;

import dev.penstock.engine.scaffold.ProjectStarter.Started;
import java.util.ArrayList;
import java.util.List;

/// What `penstock init` did, and the next three commands.
final class InitScreen {
    private InitScreen() {}

    /// @param directory as the user gave it; empty for the current one
    static List<String> render(Started started, String directory, int width, Palette palette) {
        var lines = new ArrayList<String>();
        if (started.created().isEmpty()) {
            lines.add("  Everything is there already; nothing was changed.");
        } else {
            lines.add("  " + palette.strong("Written")
                    + (directory.isEmpty() ? "" : " in " + TerminalText.oneLine(directory)));
            started.created().forEach(file -> lines.add("    " + TerminalText.oneLine(file)));
        }
        list("Kept as it was", started.kept(), width, palette, lines);
        list("Found out", started.notes(), width, palette, lines);
        lines.add("");
        lines.add("  " + palette.strong("Next") + (started.simulated() ? ", without a key and without cost:" : ":"));
        if (!directory.isEmpty()) {
            lines.add("    cd " + ShellWord.quoted(TerminalText.oneLine(directory)));
        }
        lines.add("    penstock prompts lint");
        lines.add("    penstock run " + started.task() + " --input " + started.input());
        lines.add(started.simulated()
                ? "  Then a real model: set its key and change `endpoint` in task.yaml:"
                : "  Is the key there, does the model answer?");
        lines.add("    penstock doctor");
        return lines;
    }

    private static void list(String title, List<String> entries, int width, Palette palette, List<String> lines) {
        if (entries.isEmpty()) {
            return;
        }
        lines.add("");
        lines.add("  " + palette.strong(title));
        for (var entry : entries) {
            var wrapped = Columns.wrap(TerminalText.oneLine(entry), width - 6);
            for (int i = 0; i < wrapped.size(); i++) {
                lines.add((i == 0 ? "    " : "      ") + wrapped.get(i).strip());
            }
        }
    }
}
