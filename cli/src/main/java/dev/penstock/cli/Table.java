package dev.penstock.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Rows under headings, each column as wide as its widest cell; the last column takes what is left of the line, and columns
/// without room for their heading are left out.
final class Table {
    private static final String GAP = "  ";

    private final List<String> headings;
    private final List<List<String>> rows = new ArrayList<>();
    private final boolean[] rightAligned;

    /// @param headings a heading that starts with `>` aligns its column to the right
    Table(String... headings) {
        this.rightAligned = new boolean[headings.length];
        var names = new ArrayList<String>();
        for (int i = 0; i < headings.length; i++) {
            rightAligned[i] = headings[i].startsWith(">");
            names.add(rightAligned[i] ? headings[i].substring(1) : headings[i]);
        }
        this.headings = List.copyOf(names);
    }

    /// @param cells one per heading; text from outside must be clean
    Table row(String... cells) {
        rows.add(List.of(cells));
        return this;
    }

    List<String> render(int width, Palette palette) {
        var lines = new ArrayList<String>();
        var widths = fitting(widths(), width);
        lines.add(palette.faint(line(headings, widths, width)));
        rows.forEach(row -> lines.add(line(row, widths, width)));
        return lines;
    }

    private int[] widths() {
        var widths = new int[headings.size()];
        for (int i = 0; i < widths.length; i++) {
            widths[i] = Columns.width(headings.get(i));
            for (var row : rows) {
                widths[i] = Math.max(widths[i], Columns.width(row.get(i)));
            }
        }
        return widths;
    }

    private int[] fitting(int[] widths, int width) {
        int end = GAP.length();
        for (int i = 0; i < widths.length; i++) {
            if (i > 0 && end + Columns.width(headings.get(i)) > width) {
                return Arrays.copyOf(widths, i);
            }
            end += widths[i] + GAP.length();
        }
        return widths;
    }

    private String line(List<String> cells, int[] widths, int width) {
        var line = new StringBuilder("  ");
        for (int i = 0; i < widths.length; i++) {
            line.append(
                    rightAligned[i] ? Columns.right(cells.get(i), widths[i]) : Columns.pad(cells.get(i), widths[i]));
            line.append(i < widths.length - 1 ? GAP : "");
        }
        return Columns.cut(line.toString().stripTrailing(), width);
    }
}
