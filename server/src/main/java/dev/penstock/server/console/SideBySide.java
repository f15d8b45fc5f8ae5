package dev.penstock.server.console;

import com.github.difflib.DiffUtils;
import com.github.difflib.patch.AbstractDelta;
import dev.penstock.prompt.PromptDiff;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A file in two versions, line by line, with a few lines around each change.
///
/// @param change `changed`, `added` or `removed`
public record SideBySide(String name, String change, List<Line> lines) {
    private static final int CONTEXT = 3;

    public SideBySide {
        lines = List.copyOf(lines);
    }

    /// A line on both sides, on one, or a gap.
    ///
    /// @param before null where there is nothing
    /// @param after null where there is nothing
    /// @param kind `same`, `changed` or `gap`
    public record Line(@Nullable Side before, @Nullable Side after, String kind) {
        private static final Line GAP = new Line(null, null, "gap");
    }

    /// @param number from 1
    public record Side(int number, ShownText text) {}

    static SideBySide of(PromptDiff.File file) {
        var before = file.linesBefore();
        var after = file.linesAfter();
        var lines = new ArrayList<Line>();
        int left = 0;
        int right = 0;
        for (var delta : DiffUtils.diff(before, after).getDeltas()) {
            int to = delta.getSource().getPosition();
            same(before, left, right, to - left, lines.isEmpty(), false, lines);
            changed(delta, lines);
            left = to + delta.getSource().size();
            right = delta.getTarget().getPosition() + delta.getTarget().size();
        }
        same(before, left, right, before.size() - left, false, true, lines);
        return new SideBySide(file.name(), file.before() == null
                ? "added"
                : file.after() == null ? "removed" : "changed", lines);
    }

    /// Unchanged lines: those next to a change, and a gap for the others.
    private static void same(List<String> text, int left, int right, int count, boolean first, boolean last,
            List<Line> lines) {
        boolean gap = false;
        for (int i = 0; i < count; i++) {
            boolean afterChange = !first && i < CONTEXT;
            boolean beforeChange = !last && i >= count - CONTEXT;
            if (afterChange || beforeChange) {
                var shown = ShownText.of(text.get(left + i));
                lines.add(new Line(new Side(left + i + 1, shown), new Side(right + i + 1, shown), "same"));
            } else if (!gap) {
                lines.add(Line.GAP);
                gap = true;
            }
        }
    }

    private static void changed(AbstractDelta<String> delta, List<Line> lines) {
        var source = delta.getSource();
        var target = delta.getTarget();
        for (int i = 0; i < Math.max(source.size(), target.size()); i++) {
            lines.add(new Line(side(source.getLines(), source.getPosition(), i),
                    side(target.getLines(), target.getPosition(), i), "changed"));
        }
    }

    private static @Nullable Side side(List<String> lines, int position, int i) {
        return i < lines.size() ? new Side(position + i + 1, ShownText.of(lines.get(i))) : null;
    }
}
