package dev.penstock.cli;

/// Makes text of a model, an input or a server safe to print: what would steer the terminal or hide itself is shown as a
/// chip such as `⟨U+202E⟩` instead of being obeyed.
final class TerminalText {
    private static final int TAB = 4;

    private TerminalText() {}

    /// The text with its line breaks; tabs become spaces.
    static String clean(String text) {
        var safe = new StringBuilder(text.length());
        text.codePoints().forEach(codePoint -> {
            switch (codePoint) {
                case '\n' -> safe.append('\n');
                case '\t' -> safe.repeat(' ', TAB);
                default -> append(safe, codePoint);
            }
        });
        return safe.toString();
    }

    /// The text on one line: line breaks and tabs become single spaces.
    static String oneLine(String text) {
        return clean(text.replace("\r\n", " ").replace('\n', ' ').replace('\t', ' ')).strip();
    }

    /// The last line of defence, at the stream itself: whatever a screen forgot to make safe. Line breaks stay, and the colours
    /// of the palette.
    static String guarded(String text, Palette palette) {
        if (text.codePoints().noneMatch(TerminalText::obeyed)) {
            return text;
        }
        var safe = new StringBuilder(text.length() + 16);
        for (int at = 0; at < text.length();) {
            int codePoint = text.codePointAt(at);
            int end = codePoint == '\u001b' ? palette.sequenceEnd(text, at) : -1;
            if (end > 0) {
                safe.append(text, at, end);
            } else if (codePoint == '\n') {
                safe.append('\n');
            } else {
                append(safe, codePoint);
            }
            at = end > 0 ? end : at + Character.charCount(codePoint);
        }
        return safe.toString();
    }

    /// JSON that says the same without a character that a terminal obeys: inside a string each may stand as an escape.
    static String guardedJson(String json) {
        if (json.codePoints().noneMatch(TerminalText::obeyed)) {
            return json;
        }
        var safe = new StringBuilder(json.length() + 16);
        json.codePoints().forEach(codePoint -> {
            if (obeyed(codePoint)) {
                for (char unit : Character.toChars(codePoint)) {
                    safe.append(String.format("\\u%04x", (int) unit));
                }
            } else {
                safe.appendCodePoint(codePoint);
            }
        });
        return safe.toString();
    }

    private static void append(StringBuilder safe, int codePoint) {
        if (obeyed(codePoint)) {
            safe.append(String.format("⟨U+%04X⟩", codePoint));
        } else {
            safe.appendCodePoint(codePoint);
        }
    }

    /// Controls (C0, DEL, C1), formats (bidi, zero width, tags), separators that break lines, lone surrogates and code
    /// points that mean nothing.
    private static boolean obeyed(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL, Character.FORMAT, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE, Character.PRIVATE_USE, Character.UNASSIGNED ->
                true;
            default -> false;
        };
    }
}
