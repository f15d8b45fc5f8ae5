package dev.penstock.cli;

/// Colours for a terminal, or none. Colour never says anything that a word beside it does not say too.
///
/// @param on false writes plain text
record Palette(boolean on) {
    static final Palette PLAIN = new Palette(false);

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

    private String paint(String code, String text) {
        return on && !text.isEmpty() ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
    }
}
