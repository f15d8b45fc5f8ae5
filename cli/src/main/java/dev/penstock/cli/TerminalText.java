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
