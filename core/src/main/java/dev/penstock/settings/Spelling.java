package dev.penstock.settings;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/// Guesses what a mistyped name was meant to be.
public final class Spelling {
    private Spelling() {}

    /// The candidate nearest to the word, if one is near enough to be a slip of the fingers: at most a third of its
    /// letters wrong, a swap of neighbours counting as one. Among equals the one of like
    /// length wins, then the first.
    public static Optional<String> nearest(String word, Collection<String> candidates) {
        return candidates.stream()
                .filter(candidate -> !candidate.equals(word))
                .filter(candidate -> distance(word, candidate) <= Math.max(1, word.length() / 3))
                .min(Comparator.<String>comparingInt(candidate -> distance(word, candidate))
                        .thenComparingInt(candidate -> Math.abs(candidate.length() - word.length())));
    }

    /// Optimal string alignment distance: insertions, deletions, replacements and swaps of neighbours.
    static int distance(String a, String b) {
        var table = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                table[i][j] = cell(a, b, i, j, table);
            }
        }
        return table[a.length()][b.length()];
    }

    private static int cell(String a, String b, int i, int j, int[][] table) {
        if (i == 0 || j == 0) {
            return i + j;
        }
        int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        int best = Math.min(table[i - 1][j - 1] + change, Math.min(table[i - 1][j], table[i][j - 1]) + 1);
        boolean swapped = i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
        return swapped ? Math.min(best, table[i - 2][j - 2] + 1) : best;
    }
}
