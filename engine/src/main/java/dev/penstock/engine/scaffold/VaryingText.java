package dev.penstock.engine.scaffold;

import org.jspecify.annotations.Nullable;

/// What many texts have in common: how all of them begin and end. The ends never cut a word, and never overlap.
final class VaryingText {
    private @Nullable String first;
    private int prefix;
    private int suffix;
    private int shortest;
    private boolean varies;

    void add(String text) {
        if (first == null) {
            first = text;
            prefix = text.length();
            suffix = text.length();
            shortest = text.length();
            return;
        }
        varies |= !text.equals(first);
        prefix = commonPrefix(first, text, prefix);
        suffix = commonSuffix(first, text, suffix);
        shortest = Math.min(shortest, text.length());
    }

    /// Whether any two texts differ.
    boolean varies() {
        return varies;
    }

    /// How every text begins; all of it when none differs.
    String prefix() {
        if (first == null || !varies) {
            return first == null ? "" : first;
        }
        int end = prefix;
        while (end > 0
                && !(Character.isWhitespace(first.charAt(end - 1)) || ":>".indexOf(first.charAt(end - 1)) >= 0)) {
            end--;
        }
        return first.substring(0, end);
    }

    /// How every text ends; empty when none differs.
    String suffix() {
        if (first == null || !varies) {
            return "";
        }
        int most = Math.min(suffix, shortest - prefix().length());
        int start = first.length() - most;
        while (start < first.length()
                && !(Character.isWhitespace(first.charAt(start)) || first.charAt(start) == '<')) {
            start++;
        }
        return first.substring(start);
    }

    private static int commonPrefix(String a, String b, int most) {
        int length = Math.min(most, b.length());
        int same = 0;
        while (same < length && a.charAt(same) == b.charAt(same)) {
            same++;
        }
        return same;
    }

    private static int commonSuffix(String a, String b, int most) {
        int length = Math.min(most, b.length());
        int same = 0;
        while (same < length && a.charAt(a.length() - 1 - same) == b.charAt(b.length() - 1 - same)) {
            same++;
        }
        return same;
    }
}
