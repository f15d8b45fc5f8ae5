package dev.penstock.engine.scaffold;

import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;

/// What the cells of one column of a table are like.
final class TableColumn {
    private static final int MOST_LABELS = 100;
    private static final int LONGEST_LABEL = 60;
    private static final int LOOKED_AT_FOR_IDS = 10_000;

    private final SortedSet<String> labels = new TreeSet<>();
    private final Set<String> ids = new HashSet<>();
    private boolean unique = true;
    private long filled;
    private long rows;
    private int longest;

    void add(String cell) {
        rows++;
        if (cell.isBlank()) {
            unique = false;
            return;
        }
        filled++;
        longest = Math.max(longest, cell.length());
        if (labels.size() <= MOST_LABELS) {
            labels.add(cell.strip());
        }
        if (rows <= LOOKED_AT_FOR_IDS) {
            unique &= ids.add(cell.strip());
        }
    }

    /// Whether every row has a value of its own here, as far as the first rows show.
    boolean isUnique() {
        return unique && rows > 0;
    }

    /// Whether the cells are a few values over and over: labels, not texts.
    boolean holdsLabels() {
        return labels.size() >= 2 && labels.size() <= MOST_LABELS && longest <= LONGEST_LABEL
                && 2L * labels.size() <= filled;
    }

    SortedSet<String> labels() {
        return labels;
    }

    int longest() {
        return longest;
    }

    /// Whether a column is called one of these, whatever its case and separators.
    static boolean isNamed(String column, Stream<String> names) {
        var plain = column.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
        return names.anyMatch(plain::equals);
    }
}
