package dev.penstock.cli;

import java.io.PrintStream;
import java.util.List;
import tools.jackson.databind.JsonNode;

/// Standard output. When its reader goes away (`| head`), what follows is dropped quietly and the work goes on. Nothing that a
/// terminal would obey passes, but for the colours of the palette.
final class Results {
    private final PrintStream out;
    private final Palette palette;
    private final boolean shown;

    Results(PrintStream out, Terminal terminal) {
        this.out = out;
        this.palette = terminal.results();
        this.shown = terminal.shown();
    }

    void line(String line) {
        lines(List.of(line));
    }

    /// Data for another program, without a line end of its own: as it is, unless a terminal shows it.
    void text(String text) {
        print(shown ? TerminalText.guarded(text.replace("\r\n", "\n"), palette) : text);
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
