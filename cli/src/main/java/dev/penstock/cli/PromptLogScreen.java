package dev.penstock.cli;

import dev.penstock.engine.Figures;
import dev.penstock.engine.PromptHistory.Entry;
import dev.penstock.store.PromptUse;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The versions of a task with what they were used for.
///
/// @param zone days are those of this zone
record PromptLogScreen(int width, Palette palette, ZoneId zone) {
    private static final String DIRTY = "-dirty";

    List<String> lines(String task, List<Entry> entries) {
        if (entries.isEmpty()) {
            return List.of("No version of " + task + " compiles or was ever used: penstock prompts lint " + task);
        }
        var table = new Table("", "VERSION", "USED", "COMMIT", ">RUNS", ">ITEMS", ">ACCEPTED", ">PER 1K", ">P95");
        entries.forEach(entry -> row(table, entry));
        var lines = new ArrayList<>(table.render(width, palette));
        if (entries.size() > 1) {
            lines.add(Columns.cut("  → penstock prompts diff " + task + " "
                    + Figures.version(entries.get(1).version()) + " "
                    + Figures.version(entries.getFirst().version()), width));
        }
        return lines;
    }

    private void row(Table table, Entry entry) {
        var use = entry.use();
        var mark = entry.onDisk() ? "*" : "";
        var version = Figures.version(entry.version());
        if (use == null) {
            table.row(mark, version, "never", commit(entry.gitCommit()), "0", "0", "?", "?", "");
            return;
        }
        table.row(mark, version, days(use), commit(entry.gitCommit()),
                Figures.count(use.runs()), Figures.count(use.items()),
                Figures.percent((double) use.accepted(), (double) use.items()),
                Figures.usdPerThousand(use.costUsd(), use.accepted()),
                use.p95Ms() == 0 ? "" : Figures.seconds(use.p95Ms()));
    }

    /// `2026-11-20`, or `2026-11-20…11-23`.
    private String days(PromptUse use) {
        var first = LocalDate.ofInstant(use.first(), zone);
        var last = LocalDate.ofInstant(use.last(), zone);
        var end = last.toString();
        return first.equals(last)
                ? end
                : first + "…" + (first.getYear() == last.getYear() ? end.substring(end.indexOf('-') + 1) : end);
    }

    /// `a41f0c2`, and `a41f0c2+` when there were changes that were not committed.
    private static String commit(@Nullable String commit) {
        return commit == null ? "" : Figures.commit(commit) + (commit.endsWith(DIRTY) ? "+" : "");
    }
}
