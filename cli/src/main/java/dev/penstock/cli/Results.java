package dev.penstock.cli;

import java.io.PrintStream;
import java.util.List;

/// Standard output. When its reader goes away (`| head`), what follows is dropped quietly and the work goes on.
final class Results {
    private final PrintStream out;

    Results(PrintStream out) {
        this.out = out;
    }

    void line(String line) {
        out.print(line + "\n");
        out.flush();
    }

    /// Text as it is, without a line end of its own.
    void text(String text) {
        out.print(text);
        out.flush();
    }

    void lines(List<String> lines) {
        out.print(lines.isEmpty() ? "" : String.join("\n", lines) + "\n");
        out.flush();
    }
}
