package dev.penstock.cli;

import java.io.PrintStream;
import java.util.List;
import tools.jackson.databind.JsonNode;

/// Standard output. When its reader goes away (`| head`), what follows is dropped quietly and the work goes on. Nothing that a
/// terminal would obey passes, but for the colours of the palette.
final class Results {
    private final PrintStream out;
    private final Palette palette;

    Results(PrintStream out, Palette palette) {
        this.out = out;
        this.palette = palette;
    }

    void line(String line) {
        lines(List.of(line));
    }

    /// Text as it is, without a line end of its own.
    void text(String text) {
        out.print(text);
        out.flush();
    }

    void lines(List<String> lines) {
        print(lines.isEmpty() ? "" : TerminalText.guarded(String.join("\n", lines), palette) + "\n");
    }

    /// A line for a machine: nothing in it is lost.
    void json(JsonNode node) {
        json(node.toString());
    }

    /// A line that is JSON already.
    void json(String line) {
        print(TerminalText.guardedJson(line) + "\n");
    }

    private void print(String text) {
        out.print(text);
        out.flush();
    }
}
