package dev.penstock.cli;

import java.util.ArrayList;
import java.util.List;

/// Measures, cuts, pads and wraps text by terminal columns. Colour sequences of [Palette] take no column; any other
/// control must have been made visible by [TerminalText] before.
final class Columns {
    private static final char ESCAPE = 27;
    private static final String RESET = ESCAPE + "[0m";

    private Columns() {}

    static int width(String text) {
        int columns = 0;
        for (int at = 0; at < text.length(); at = after(text, at)) {
            columns += columnsAt(text, at);
        }
        return columns;
    }

    /// The text, or its beginning and `…` when it is wider.
    static String cut(String text, int width) {
        if (width(text) <= width) {
            return text;
        }
        return width < 1 ? "" : head(text, width - 1) + "…" + (text.indexOf(ESCAPE) < 0 ? "" : RESET);
    }

    /// The text cut or filled with spaces on the right to exactly this width.
    static String pad(String text, int width) {
        var cut = cut(text, width);
        return cut + " ".repeat(Math.max(0, width - width(cut)));
    }

    /// The text filled with spaces on the left.
    static String right(String text, int width) {
        return " ".repeat(Math.max(0, width - width(text))) + text;
    }

    /// Left and right text on one line, at least one space between them; the right one wins when both do not fit.
    static String ends(String left, String right, int width) {
        if (right.isEmpty()) {
            return cut(left, width);
        }
        return cut(pad(left, Math.max(0, width - width(right) - 1)) + " " + right, width);
    }

    /// The text in lines of at most this width, broken at spaces where possible. Line breaks in it are kept.
    static List<String> wrap(String text, int width) {
        var lines = new ArrayList<String>();
        for (var paragraph : text.split("\n", -1)) {
            wrapParagraph(paragraph, Math.max(2, width), lines);
        }
        return lines;
    }

    private static void wrapParagraph(String paragraph, int width, List<String> lines) {
        var rest = paragraph;
        while (width(rest) > width) {
            var head = head(rest, width);
            int space = head.lastIndexOf(' ');
            if (space > head.length() / 2) {
                head = head.substring(0, space + 1);
            }
            lines.add(head.stripTrailing());
            rest = rest.substring(head.length());
        }
        lines.add(rest);
    }

    private static String head(String text, int width) {
        int columns = 0;
        int at = 0;
        while (at < text.length() && columns + columnsAt(text, at) <= width) {
            columns += columnsAt(text, at);
            at = after(text, at);
        }
        return text.substring(0, at);
    }

    /// The next code point, or the end of a colour sequence.
    private static int after(String text, int at) {
        if (text.charAt(at) == ESCAPE) {
            int end = text.indexOf('m', at);
            return end < 0 ? text.length() : end + 1;
        }
        return at + Character.charCount(text.codePointAt(at));
    }

    private static int columnsAt(String text, int at) {
        int codePoint = text.codePointAt(at);
        if (codePoint == ESCAPE) {
            return 0;
        }
        return switch (Character.getType(codePoint)) {
            case Character.NON_SPACING_MARK, Character.ENCLOSING_MARK -> 0;
            default -> wide(codePoint) ? 2 : 1;
        };
    }

    /// East Asian wide and emoji blocks of UAX #11.
    private static boolean wide(int c) {
        return c >= 0x1100
                && (c <= 0x115F || between(c, 0x2E80, 0x303E) || between(c, 0x3041, 0xA4CF)
                        || between(c, 0xAC00, 0xD7A3)
                        || between(c, 0xF900, 0xFAFF) || between(c, 0xFE30, 0xFE6F) || between(c, 0xFF00, 0xFF60)
                        || between(c, 0xFFE0, 0xFFE6) || between(c, 0x1F300, 0x1F64F) || between(c, 0x1F680, 0x1F6FF)
                        || between(c, 0x1F900, 0x1F9FF) || between(c, 0x20000, 0x3FFFD));
    }

    private static boolean between(int c, int first, int last) {
        return c >= first && c <= last;
    }
}
