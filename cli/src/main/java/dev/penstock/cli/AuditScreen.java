package dev.penstock.cli;

import dev.penstock.engine.Figures;
import dev.penstock.engine.ShareInterval;
import dev.penstock.engine.audit.AuditFinding;
import dev.penstock.engine.audit.AuditReport;
import dev.penstock.engine.audit.Expectation;
import dev.penstock.item.Evidence;
import java.util.ArrayList;
import java.util.List;

/// What `penstock audit` found, for people.
///
/// @param file as the user named it
/// @param command what the user typed, without where to write and how to show
/// @param against what the rows were held against
record AuditScreen(String file, String command, Expectation against, int width, Palette palette) {
    private static final int INDENT = 10;
    private static final int ID_COLUMNS = 16;
    private static final int FLAG_EXAMPLES = 1;

    List<String> render(AuditReport report) {
        var lines = new ArrayList<>(headline(report));
        lines.add("");
        lines.addAll(about(report));
        lines.addAll(reasons(report));
        report.reasons().forEach((reason, rows) -> lines.addAll(examples(report, reason, rows)));
        lines.addAll(unreadable(report));
        lines.addAll(flags(report));
        lines.add("");
        lines.addAll(next(report));
        return lines;
    }

    /// The one sentence that is never cut.
    private List<String> headline(AuditReport report) {
        var mark = report.bad() == 0 && report.rows() > 0 ? palette.good("✓ ") : "";
        return Columns.wrap(AuditWords.headline(report), width - 4)
                .stream()
                .map(line -> "  " + mark + palette.strong(line.strip()))
                .toList();
    }

    private List<String> about(AuditReport report) {
        var reading = report.reading();
        var input = reading.inputField() == null ? "" : ", input from " + TerminalText.oneLine(reading.inputField());
        var language = against.language() == null ? "" : ", language " + against.language();
        var checked = against.label().isEmpty()
                ? (reading.json() ? "JSON" : "free text") + " (no schema): cut off, empty, refusals, placeholders"
                        + language
                : against.label();
        return List.of(row("File", TerminalText.oneLine(file) + (reading.complete()
                ? ""
                : " (its first " + Figures.plural(report.rows(), "row") + "; there are more)")),
                row("Rows", "output from " + TerminalText.oneLine(reading.outputField()) + input),
                row("Checked", TerminalText.oneLine(checked)));
    }

    private String row(String label, String text) {
        return Columns.cut("  " + Columns.pad(label, INDENT) + text, width);
    }

    private List<String> reasons(AuditReport report) {
        if (report.bad() == 0) {
            return List.of();
        }
        var table = new Table("REASON", ">ROWS", ">SHARE", ">95% INTERVAL", "");
        report.reasons()
                .forEach((reason, rows) -> count(table, reason, rows, report.rows(), AuditWords.meaning(reason)));
        if (report.reasons().size() > 1) {
            count(table, "all", report.bad(), report.rows(), "");
        }
        var lines = new ArrayList<String>();
        lines.add("");
        lines.addAll(table.render(width, palette));
        lines.add(palette.faint(Columns.cut("  The interval holds if these rows are a random sample of what you ship.",
                width)));
        return lines;
    }

    private static void count(Table table, String reason, long rows, long all, String meaning) {
        var interval = ShareInterval.of(rows, all);
        table.row(reason, Figures.count(rows), Figures.percent((double) rows, (double) all),
                Figures.percent(interval.low(), 1) + " - " + Figures.percent(interval.high(), 1), meaning);
    }

    private List<String> examples(AuditReport report, String reason, long rows) {
        var lines = new ArrayList<String>();
        lines.add("");
        lines.add("  " + palette.warning(reason));
        var examples = report.examples(reason);
        examples.forEach(finding -> lines.addAll(example(finding)));
        long more = rows - examples.size();
        if (more > 0) {
            lines.add(palette.faint("    and " + Figures.count(more) + " more"));
        }
        return lines;
    }

    private List<String> example(AuditFinding finding) {
        var evidence = finding.evidence().getFirst();
        var id = TerminalText.oneLine(finding.id());
        var head = "    line " + finding.line() + (id.isEmpty() ? "" : "  " + Columns.cut(id, ID_COLUMNS));
        var lines = new ArrayList<String>();
        lines.add(Columns.cut(head + "  " + TerminalText.oneLine(evidence.message()), width));
        if (addsToTheMessage(evidence)) {
            lines.add(palette.faint(Columns.cut("      " + TerminalText.oneLine(String.valueOf(evidence.excerpt())),
                    width)));
        }
        return lines;
    }

    private static boolean addsToTheMessage(Evidence evidence) {
        var excerpt = evidence.excerpt();
        return excerpt != null && !excerpt.isBlank() && !evidence.message().contains(excerpt);
    }

    private List<String> unreadable(AuditReport report) {
        if (report.unreadable() == 0) {
            return List.of();
        }
        var lines = new ArrayList<String>();
        lines.add("");
        lines.add("  " + palette.warning(Figures.plural(report.unreadable(), "line")
                + " could not be read and " + (report.unreadable() == 1 ? "was" : "were") + " not judged"));
        report.examples("bad-input")
                .forEach(finding -> lines.add(
                        Columns.cut("    " + TerminalText.oneLine(finding.evidence().getFirst().message()), width)));
        return lines;
    }

    private List<String> flags(AuditReport report) {
        if (report.flags().isEmpty() && report.nearConstant().isEmpty()) {
            return List.of();
        }
        var lines = new ArrayList<String>();
        lines.add("");
        lines.add("  Worth a look, not counted as bad");
        report.nearConstant()
                .ifPresent(output -> lines.add(Columns.cut("    " + Figures.roundPercent(output.rows(), report.rows())
                        + " of the rows have the same output: " + TerminalText.oneLine(output.excerpt()), width)));
        report.flags().forEach((flag, rows) -> {
            lines.add(Columns.cut("    " + TerminalText.oneLine(flag) + "  " + Figures.plural(rows, "row") + "  "
                    + palette.faint(AuditWords.flag(flag)), width));
            report.examples(flag).stream().limit(FLAG_EXAMPLES).forEach(finding -> lines.add(flagged(finding)));
        });
        return lines;
    }

    private String flagged(AuditFinding finding) {
        var id = TerminalText.oneLine(finding.id());
        var why = finding.evidence().isEmpty()
                ? ""
                : "  " + TerminalText.oneLine(finding.evidence().getFirst().message());
        return Columns.cut(
                "      line " + finding.line() + (id.isEmpty() ? "" : "  " + Columns.cut(id, ID_COLUMNS)) + why,
                width);
    }

    private List<String> next(AuditReport report) {
        var lines = new ArrayList<String>();
        if (!report.clean() || !report.flags().isEmpty()) {
            lines.addAll(next("every finding as JSON lines", command + " --output findings.jsonl"));
        }
        if (against.label().isEmpty()) {
            lines.addAll(next("against your JSON Schema too", command + " --schema schema.json"));
        }
        lines.addAll(next("the same checks before you ship",
                against.label().startsWith("task ") ? "penstock run TASK --input FILE" : "penstock init"));
        return lines;
    }

    private static List<String> next(String what, String command) {
        return List.of("  → " + what + ":", "    " + TerminalText.oneLine(command));
    }
}
