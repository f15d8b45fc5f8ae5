package dev.penstock.server.console;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;

/// Text that a customer or a model wrote, cut into pieces that can only be shown. What would be obeyed instead of read
/// (control and direction characters, and those without a width) is named instead.
public record ShownText(List<Piece> pieces) {
    private static final int LINE = 200;
    private static final int LONGEST = 64 << 10;

    public ShownText {
        pieces = List.copyOf(pieces);
    }

    /// A part of the text.
    ///
    /// @param marked whether it is evidence
    /// @param sign whether it names a character instead of being one
    public record Piece(String text, boolean marked, boolean sign) {}

    /// What is evidence, in UTF-16 units of the text.
    ///
    /// @param end the first one after it
    public record Span(int start, int end) {}

    public static ShownText of(String text) {
        return of(text, List.of());
    }

    /// @param spans may overlap, in any order; what is outside of the text is left out
    public static ShownText of(String text, List<Span> spans) {
        var edges = new TreeSet<Integer>(List.of(0, text.length()));
        for (var span : spans) {
            edges.add(Math.clamp(span.start(), 0, text.length()));
            edges.add(Math.clamp(span.end(), 0, text.length()));
        }
        var pieces = new ArrayList<Piece>();
        int from = edges.removeFirst();
        for (int to : edges) {
            int start = from;
            cut(text, start, to, spans.stream().anyMatch(span -> span.start() <= start && start < span.end()), pieces);
            from = to;
        }
        return new ShownText(pieces);
    }

    /// The beginning, on one line.
    public static ShownText line(String text) {
        return of(cut(text, LINE).replaceAll("\\s+", " "));
    }

    /// What a page has room for.
    ///
    /// @param spans in the whole text
    public static ShownText cut(String text, List<Span> spans) {
        return of(cut(text, LONGEST), spans);
    }

    private static String cut(String text, int longest) {
        return text.length() <= longest
                ? text
                : text.substring(0, text.offsetByCodePoints(0, text.codePointCount(0, longest) - 1)) + "…";
    }

    private static void cut(String text, int start, int end, boolean marked, List<Piece> pieces) {
        int plain = start;
        for (int i = start; i < end;) {
            int c = text.codePointAt(i);
            int next = i + Character.charCount(c);
            if (obeyed(c)) {
                add(text, plain, i, marked, pieces);
                pieces.add(new Piece(String.format(Locale.ROOT, "U+%04X", c), marked, true));
                plain = next;
            }
            i = next;
        }
        add(text, plain, end, marked, pieces);
    }

    private static void add(String text, int start, int end, boolean marked, List<Piece> pieces) {
        if (start < end) {
            pieces.add(new Piece(text.substring(start, end), marked, false));
        }
    }

    private static boolean obeyed(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL -> c != '\n' && c != '\t';
            case Character.FORMAT, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR, Character.SURROGATE -> true;
            default -> false;
        };
    }
}
