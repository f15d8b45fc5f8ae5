package dev.penstock.cli;

import dev.penstock.engine.Figures;
import dev.penstock.engine.SampleReview;
import dev.penstock.provider.Message;
import dev.penstock.store.SampleRow;
import dev.penstock.store.SampleText;
import dev.penstock.store.Samples.Judgement;
import dev.penstock.store.Samples.Tally;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Samples for the person who judges them: the list, and one with the whole conversation.
final class SampleScreen {
    private static final int WIDE = 100;

    private final int width;
    private final Palette palette;

    SampleScreen(int width, Palette palette) {
        this.width = width;
        this.palette = palette;
    }

    /// ` · 0 of 40 judged bad (95% upper bound 7.2%)`; ` · none judged yet` before.
    static String judged(long bad, long judged, double upperBound) {
        return judged == 0
                ? " · none judged yet"
                : " · " + Figures.count(bad) + " of " + Figures.count(judged) + " judged bad (95% upper bound "
                        + Figures.percent(upperBound, 1) + ")";
    }

    /// @param more whether there are more than these
    List<String> list(List<SampleRow> rows, boolean more, Tally tally, Instant now) {
        var lines = new ArrayList<String>();
        lines.add("  " + Figures.plural(tally.kept(), "sample")
                + judged(tally.bad(), tally.judged(), SampleReview.badUpperBound(tally)));
        if (rows.isEmpty()) {
            return lines;
        }
        lines.addAll(table(rows, now).render(width, palette));
        if (more) {
            lines.add("  there are more (--limit N)");
        }
        lines.add("  → penstock samples show " + rows.getFirst().id() + "   penstock samples judge");
        return lines.stream().map(line -> Columns.cut(line, width)).toList();
    }

    /// A narrow terminal leaves out the run.
    private Table table(List<SampleRow> rows, Instant now) {
        boolean wide = width >= WIDE;
        var table = wide
                ? new Table("ID", "ITEM", "TASK", "CHECKS", "JUDGED", "AGE", "RUN", "REPLY")
                : new Table("ID", "ITEM", "TASK", "CHECKS", "JUDGED", "AGE", "REPLY");
        for (var row : rows) {
            var text = row.text();
            var cells = new ArrayList<>(List.of(row.id(),
                    Columns.cut(TerminalText.oneLine(row.item().itemId()), wide ? 24 : 12),
                    Columns.cut(row.item().task(), wide ? 24 : 12), TerminalText.oneLine(row.numbers().verdict()),
                    verdict(row.judgement()), Tables.age(row.keptAt(), now).replace(" ago", "")));
            if (wide) {
                cells.add(row.item().runId());
            }
            cells.add(text == null ? "(erased)" : TerminalText.oneLine(text.reply()));
            table.row(cells.toArray(String[]::new));
        }
        return table;
    }

    List<String> show(SampleRow row, List<Judgement> judgements) {
        var lines = new ArrayList<String>();
        lines.addAll(head(row));
        lines.add("");
        lines.addAll(conversation(row.text()));
        judgements.forEach(judgement -> lines.addAll(judgement(judgement)));
        return lines.stream().map(line -> Columns.cut(line, width)).toList();
    }

    private List<String> head(SampleRow row) {
        var numbers = row.numbers();
        var usage = numbers.usage();
        var accepted = numbers.verdict().equals("accepted");
        var verdict = TerminalText.oneLine(numbers.verdict());
        var title = palette.strong(row.id()) + "  "
                + (accepted ? palette.good(verdict) : palette.warning(verdict)) + "   " + row.item().task() + " @ "
                + Figures.version(numbers.promptVersion()) + "   run " + row.item().runId() + "   item "
                + TerminalText.oneLine(row.item().itemId());
        var figures = TerminalText.oneLine(numbers.model()) + " via " + numbers.endpoint() + "   attempt "
                + numbers.attempt() + "   " + TerminalText.oneLine(or(numbers.stopReason())) + "   "
                + (usage == null
                        ? "tokens unknown"
                        : Figures.count(usage.input()) + " in " + Figures.count(usage.output()) + " out")
                + "   " + Figures.usd(numbers.costUsd()) + "   " + Figures.seconds(numbers.latencyMs());
        var flags = numbers.flags().isEmpty()
                ? ""
                : "   flags " + TerminalText.oneLine(String.join(" ", numbers.flags()));
        var lines = new ArrayList<String>(List.of("  " + title));
        Columns.wrap(figures + flags, width - 2).forEach(line -> lines.add("  " + line.strip()));
        return lines;
    }

    private List<String> conversation(@Nullable SampleText text) {
        if (text == null) {
            return List.of("  (erased: its time was over, or a person asked to forget the item)");
        }
        var lines = new ArrayList<String>();
        if (text.system() != null) {
            part("system", text.system(), lines);
        }
        for (Message message : text.messages()) {
            part(message.role().name().toLowerCase(Locale.ROOT), message.text(), lines);
        }
        part("reply", text.reply(), lines);
        return lines;
    }

    private void part(String title, String text, List<String> lines) {
        lines.add("  " + palette.strong(title));
        Columns.wrap(TerminalText.clean(text).stripTrailing(), width - 4).forEach(line -> lines.add("    " + line));
    }

    private List<String> judgement(Judgement judgement) {
        var said = judgement.reason() == null ? "" : ": " + TerminalText.oneLine(judgement.reason());
        var lines = new ArrayList<String>();
        lines.add("");
        Columns.wrap("judged " + verdict(judgement) + " by " + TerminalText.oneLine(judgement.actor()) + " at "
                + judgement.at() + said, width - 2).forEach(line -> lines.add("  " + line));
        return lines;
    }

    private static String verdict(@Nullable Judgement judgement) {
        return judgement == null ? "" : judgement.good() ? "good" : "bad";
    }

    private static String or(@Nullable String value) {
        return value == null ? "no stop reason" : value;
    }
}
