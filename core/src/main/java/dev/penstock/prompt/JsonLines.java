package dev.penstock.prompt;

import dev.penstock.settings.Problem;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.node.ObjectNode;

/// A file with one JSON object per line; blank lines are skipped.
record JsonLines(List<Line> lines, List<Problem> problems) {
    /// @param number of the line in its file, the first is 1
    record Line(String file, int number, ObjectNode value) {
        Problem problem(String key, String message, String allowed) {
            return new Problem(file, number, key, message, allowed);
        }
    }

    static JsonLines read(String file, String text) {
        var lines = new ArrayList<Line>();
        var problems = new ArrayList<Problem>();
        int number = 0;
        for (var line : text.split("\n", -1)) {
            number++;
            if (!line.isBlank()) {
                read(file, number, line, lines, problems);
            }
        }
        return new JsonLines(List.copyOf(lines), List.copyOf(problems));
    }

    private static void read(String file, int number, String line, List<Line> lines, List<Problem> problems) {
        try {
            if (Variables.JSON.readTree(line) instanceof ObjectNode object) {
                lines.add(new Line(file, number, object));
            } else {
                problems.add(new Problem(file, number, "", "the line is not a JSON object", ""));
            }
        } catch (JacksonException e) {
            var place = e.getLocation();
            problems.add(new Problem(file, number, "", "the line is not JSON"
                    + (place == null || place.getColumnNr() < 1 ? "" : ", at column " + place.getColumnNr()), ""));
        }
    }
}
