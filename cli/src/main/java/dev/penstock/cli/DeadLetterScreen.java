package dev.penstock.cli;

import dev.penstock.engine.Figures;
import dev.penstock.engine.Review;
import dev.penstock.item.Evidence;
import dev.penstock.provider.Exchange;
import dev.penstock.store.AttemptRow;
import dev.penstock.store.DeadLetterRow;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/// Dead letters for the person who judges them: the list, and one with input, reply and evidence.
final class DeadLetterScreen {
    private static final int SIDE_BY_SIDE = 100;
    private static final int PANE_LINES = 40;
    private static final JsonMapper JSON = new JsonMapper();

    private final int width;
    private final Palette palette;

    DeadLetterScreen(int width, Palette palette) {
        this.width = width;
        this.palette = palette;
    }

    /// @param more whether there are more than these
    List<String> list(List<DeadLetterRow> rows, boolean more, Instant now) {
        if (rows.isEmpty()) {
            return List.of("Nothing waits here.");
        }
        var lines = new ArrayList<String>();
        lines.add("  " + Figures.plural(rows.size(), "dead letter") + (more ? " shown, there are more (--limit N)" : "")
                + ": "
                + palette.warning(ProgressScreen.top(byReason(rows), " · ")));
        var table = new Table("ID", "ITEM", "TASK", "REASON", "STATUS", "AGE", "DETAIL");
        rows.forEach(row -> table.row(TerminalText.oneLine(row.id()),
                Columns.cut(TerminalText.oneLine(row.item().id()), 24), row.task(),
                row.reason(),
                row.status(), Tables.age(row.createdAt(), now).replace(" ago", ""),
                TerminalText.oneLine(said(row))));
        lines.addAll(table.render(width, palette));
        lines.add("  → penstock dead-letters show " + TerminalText.oneLine(rows.getFirst().id()));
        return lines.stream().map(line -> Columns.cut(line, width)).toList();
    }

    /// @param prompt the prompt as it was sent; null to leave it out
    List<String> show(DeadLetterRow row, List<AttemptRow> attempts, @Nullable String prompt) {
        var lines = new ArrayList<String>();
        lines.addAll(head(row, attempts.size()));
        lines.addAll(why(row, attempts));
        lines.add("");
        lines.addAll(panes(pretty(row.item().record()), reply(attempts)));
        if (!attempts.isEmpty()) {
            lines.add("");
            lines.addAll(attempts(attempts));
        }
        if (prompt != null) {
            lines.add("");
            lines.add("  " + palette.strong("Prompt as sent"));
            Columns.wrap(TerminalText.clean(prompt), width - 4).forEach(line -> lines.add("    " + line));
        }
        lines.add("");
        lines.addAll(next(row));
        return lines.stream().map(line -> Columns.cut(line, width)).toList();
    }

    private static String said(DeadLetterRow row) {
        return row.evidence().isEmpty() ? row.detail() : row.evidence().getFirst().message();
    }

    private static Map<String, Long> byReason(List<DeadLetterRow> rows) {
        return rows.stream().collect(Collectors.groupingBy(DeadLetterRow::reason, TreeMap::new, Collectors.counting()));
    }

    private List<String> head(DeadLetterRow row, int attempts) {
        var title = palette.strong(TerminalText.oneLine(row.id())) + "  "
                + palette.warning(TerminalText.oneLine(row.reason()))
                + "  " + row.status();
        var place = row.task() + "   run " + row.item().runId() + "   item " + TerminalText.oneLine(row.item().id())
                + " (line " + row.item().line() + ")   " + Figures.plural(attempts, "attempt");
        return Columns.width(title) + Columns.width(place) + 5 <= width
                ? List.of("  " + title + "   " + place)
                : List.of("  " + title, "  " + place);
    }

    /// The evidence in sentences; the one-line detail when there is none.
    private List<String> why(DeadLetterRow row, List<AttemptRow> attempts) {
        var evidence = Review.evidence(row, attempts);
        if (evidence.isEmpty()) {
            return labelled("Why", TerminalText.oneLine(row.detail()));
        }
        var lines = new ArrayList<String>();
        for (int i = 0; i < evidence.size(); i++) {
            lines.addAll(evidence(i == 0 ? "Why" : "", evidence.get(i)));
        }
        return lines;
    }

    private List<String> evidence(String label, Evidence one) {
        var place = one.path().isEmpty() ? "" : " at " + TerminalText.oneLine(one.path());
        var lines = new ArrayList<String>(labelled(label, TerminalText.oneLine(one.message())));
        lines.add("            " + palette.faint("check " + one.layer() + " · rule " + one.rule() + place));
        if (one.excerpt() != null) {
            lines.add("            " + palette.bad("✖ " + TerminalText.oneLine(one.excerpt())));
        }
        return lines;
    }

    private List<String> labelled(String label, String text) {
        var wrapped = Columns.wrap(text, width - 12);
        var lines = new ArrayList<String>();
        for (int i = 0; i < wrapped.size(); i++) {
            lines.add("  " + Columns.pad(i == 0 ? label : "", 10) + wrapped.get(i));
        }
        return lines;
    }

    private static String reply(List<AttemptRow> attempts) {
        return attempts.reversed()
                .stream()
                .filter(attempt -> attempt.reply() != null)
                .findFirst()
                .map(attempt -> pretty(String.valueOf(attempt.reply())))
                .orElseGet(() -> lastBody(attempts));
    }

    /// A truncated or refused reply was never read as an answer; its body, as received, is all there is to see.
    private static String lastBody(List<AttemptRow> attempts) {
        var last = attempts.isEmpty() ? null : attempts.getLast().exchange();
        return last instanceof Exchange.Received received && received.body().bytes().length > 0
                ? "(as received, HTTP " + received.status() + ")\n" + pretty(received.body().text())
                : "(no reply)";
    }

    /// JSON indented; anything else as it is.
    static String pretty(String text) {
        try {
            var node = JSON.readTree(text);
            return TerminalText.clean(node.isString()
                    ? node.stringValue()
                    : JSON.writerWithDefaultPrettyPrinter().writeValueAsString(node));
        } catch (JacksonException _) {
            return TerminalText.clean(text);
        }
    }

    private List<String> panes(String input, String reply) {
        if (width < SIDE_BY_SIDE) {
            var lines = new ArrayList<String>();
            lines.add("  " + palette.strong("Input"));
            pane(input, width - 4).forEach(line -> lines.add("    " + line));
            lines.add("  " + palette.strong("Reply"));
            pane(reply, width - 4).forEach(line -> lines.add("    " + line));
            return lines;
        }
        return sideBySide(input, reply);
    }

    private List<String> sideBySide(String input, String reply) {
        int half = (width - 5) / 2;
        var left = pane(input, half);
        var right = pane(reply, half);
        var lines = new ArrayList<String>();
        lines.add("  " + Columns.pad(palette.strong("Input"), half) + " │ " + palette.strong("Reply"));
        for (int i = 0; i < Math.max(left.size(), right.size()); i++) {
            var line = "  " + Columns.pad(i < left.size() ? left.get(i) : "", half) + " │ "
                    + (i < right.size() ? right.get(i) : "");
            lines.add(line.stripTrailing());
        }
        return lines;
    }

    private static List<String> pane(String text, int columns) {
        var lines = Columns.wrap(text, columns);
        if (lines.size() <= PANE_LINES) {
            return lines;
        }
        var cut = new ArrayList<>(lines.subList(0, PANE_LINES));
        cut.add("… " + Figures.plural(lines.size() - PANE_LINES, "more line") + " (--json shows all)");
        return cut;
    }

    private List<String> attempts(List<AttemptRow> attempts) {
        var table = new Table(">#", "PURPOSE", "FAILURE", ">STATUS", "STOP", ">IN", ">OUT", ">COST", ">TIME");
        for (var attempt : attempts) {
            var usage = attempt.usage();
            table.row(Integer.toString(attempt.intent().n()), attempt.purpose().label(),
                    TerminalText.oneLine(or(attempt.failureReason())), or(attempt.status()),
                    TerminalText.oneLine(or(attempt.stopReason())), usage == null ? "?" : Figures.count(usage.input()),
                    usage == null ? "?" : Figures.count(usage.output()), Figures.usd(attempt.costUsd()),
                    attempt.latencyMs() == null ? "" : Figures.seconds(attempt.latencyMs()));
        }
        return table.render(width, palette);
    }

    private static String or(@Nullable Object value) {
        return value == null ? "" : value.toString();
    }

    private static List<String> next(DeadLetterRow row) {
        if (!row.status().equals("open")) {
            return List.of("  This one is decided: " + row.status() + ".");
        }
        var id = TerminalText.oneLine(row.id());
        return List.of("  → penstock dead-letters accept " + id + " [--output JSON|@FILE]",
                "    penstock dead-letters edit " + id + "     in your editor",
                "    penstock dead-letters retry " + id, "    penstock dead-letters discard " + id + " --reason TEXT");
    }
}
