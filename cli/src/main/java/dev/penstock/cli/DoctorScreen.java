package dev.penstock.cli;

import dev.penstock.engine.Figures;
import dev.penstock.engine.doctor.Diagnosis;
import dev.penstock.engine.doctor.Diagnosis.Grade;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// What `penstock doctor` found.
final class DoctorScreen {
    private static final int INDENT = 4;
    private static final int WIDEST_SUBJECT = 24;

    private DoctorScreen() {}

    static List<String> render(List<Diagnosis> found, int width, Palette palette) {
        int subject = found.stream()
                .mapToInt(one -> Columns.width(TerminalText.oneLine(one.subject())))
                .max()
                .orElse(0);
        var lines = new ArrayList<String>();
        found.forEach(one -> lines.addAll(lines(one, Math.min(WIDEST_SUBJECT, subject), width, palette)));
        lines.add("");
        lines.add("  " + verdict(found, palette));
        return lines;
    }

    private static List<String> lines(Diagnosis one, int subject, int width, Palette palette) {
        int left = INDENT + subject + 2;
        var head = "  " + mark(one.grade(), palette) + " " + Columns.pad(TerminalText.oneLine(one.subject()), subject)
                + "  ";
        var lines = new ArrayList<String>();
        for (var part : Columns.wrap(TerminalText.oneLine(one.message()), width - left)) {
            lines.add((lines.isEmpty() ? head : " ".repeat(left)) + part.strip());
        }
        if (!one.fix().isEmpty()) {
            boolean first = true;
            for (var part : Columns.wrap(TerminalText.oneLine(one.fix()), width - left - 2)) {
                lines.add(" ".repeat(left) + (first ? "→ " : "  ") + part.strip());
                first = false;
            }
        }
        return lines;
    }

    private static String mark(Grade grade, Palette palette) {
        return switch (grade) {
            case OK -> palette.good("✓");
            case WARNING -> palette.warning("!");
            case PROBLEM -> palette.bad("✖");
        };
    }

    private static String verdict(List<Diagnosis> found, Palette palette) {
        long problems = count(found, Grade.PROBLEM);
        long warnings = count(found, Grade.WARNING);
        var also = warnings == 0 ? "" : ", " + Figures.plural(warnings, "warning");
        return problems == 0
                ? palette.good("Nothing stops a run") + also + "."
                : palette.bad(Figures.plural(problems, "problem")) + also + ".";
    }

    private static long count(List<Diagnosis> found, Grade grade) {
        return found.stream().filter(one -> one.grade() == grade).count();
    }

    static boolean healthy(List<Diagnosis> found) {
        return count(found, Grade.PROBLEM) == 0;
    }

    static ObjectNode json(List<Diagnosis> found) {
        var node = JsonNodeFactory.instance.objectNode()
                .put("healthy", healthy(found))
                .put("problems", count(found, Grade.PROBLEM))
                .put("warnings", count(found, Grade.WARNING));
        var checks = node.putArray("checks");
        found.forEach(one -> checks.addObject()
                .put("grade", one.grade().name().toLowerCase(Locale.ROOT))
                .put("subject", one.subject())
                .put("message", one.message())
                .put("fix", one.fix().isEmpty() ? null : one.fix()));
        return node;
    }
}
