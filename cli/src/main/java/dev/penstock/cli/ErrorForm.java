package dev.penstock.cli;

import dev.penstock.settings.Problem;
import java.util.ArrayList;
import java.util.List;

/// Errors as the terminal shows them: what happened, where, what is allowed, what was not done, what to do next.
final class ErrorForm {
    static final String NOTHING_STARTED = "nothing was started";

    private final Palette palette;

    ErrorForm(Palette palette) {
        this.palette = palette;
    }

    /// One error with notes below it; empty notes are left out.
    List<String> error(String message, String... notes) {
        var lines = new ArrayList<String>();
        var parts = TerminalText.clean(message).split("\n", -1);
        lines.add(palette.bad("error:") + " " + parts[0]);
        for (int i = 1; i < parts.length; i++) {
            lines.add("  = " + parts[i].strip());
        }
        for (var note : notes) {
            if (!note.isEmpty()) {
                lines.add("  = " + TerminalText.oneLine(note));
            }
        }
        return lines;
    }

    /// All problems of the settings in one go.
    List<String> problems(List<Problem> problems) {
        var lines = new ArrayList<String>();
        problems.forEach(problem -> lines.addAll(problem(problem, "error")));
        lines.add("  = " + (problems.size() > 1 ? problems.size() + " problems; " : "") + NOTHING_STARTED);
        return lines;
    }

    /// One problem with its place.
    ///
    /// @param kind `error` or `warning`
    List<String> problem(Problem problem, String kind) {
        var lines = new ArrayList<String>();
        var head = kind + ":";
        lines.add((kind.equals("error") ? palette.bad(head) : palette.warning(head)) + " "
                + TerminalText.oneLine(problem.message()));
        var place = problem.line() > 0 ? problem.file() + ":" + problem.line() : problem.file();
        lines.add("  " + palette.name("-->") + " " + TerminalText.oneLine(place + " " + problem.key()));
        if (!problem.allowed().isEmpty()) {
            lines.add("  = " + TerminalText.oneLine(problem.allowed()));
        }
        return lines;
    }
}
