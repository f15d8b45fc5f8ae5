package dev.penstock.cli;

import java.util.regex.Pattern;

/// Colours for a terminal, or none. Colour never says anything that a word beside it does not say too.
///
/// @param on false writes plain text
record Palette(boolean on) {
    static final Palette PLAIN = new Palette(false);
    private static final Pattern SEQUENCE = Pattern.compile("\u001b\\[(?:0|1|2|31|32|33|36)m");

    String strong(String text) {
        return paint("1", text);
    }

    String faint(String text) {
        return paint("2", text);
    }

    String good(String text) {
        return paint("32", text);
    }

    String warning(String text) {
        return paint("33", text);
    }

    String bad(String text) {
        return paint("31", text);
    }

    String name(String text) {
        return paint("36", text);
    }

    /// The end of a colour sequence of this palette that begins there; -1 when none does.
    int sequenceEnd(String text, int at) {
        var matcher = SEQUENCE.matcher(text).region(at, text.length());
        return on && matcher.lookingAt() ? matcher.end() : -1;
    }

    private String paint(String code, String text) {
        return on && !text.isEmpty() ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
    }
}
