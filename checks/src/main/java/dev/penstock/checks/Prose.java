package dev.penstock.checks;

import java.util.regex.Pattern;

/// The part of a string that is written in some human language.
final class Prose {
    private static final int SHORTEST = 50;
    private static final int LOOKED_AT = 1_000;
    private static final int READ_AHEAD = 20_000;
    /// Code, links, e-mail addresses, tags, and anything with a digit or underscore in it.
    private static final Pattern NO_PROSE = Pattern.compile("(?s)```.*?(?:```|$)|`[^`\\n]{1,200}`|https?://\\S{1,2000}|"
            + "\\S{1,100}@\\S{1,100}|<[^<>\\n]{1,200}>|[\\w./-]{0,60}[\\d_][\\w./-]{0,60}");
    private static final Pattern SPACE = Pattern.compile("\\s+");

    private Prose() {}

    /// The prose of a text, cut to what a detector needs; empty if there are not 50 characters of it, or if it is mostly
    /// signs.
    static String of(String text) {
        if (text.length() < SHORTEST) {
            return "";
        }
        var read = text.substring(0, Math.min(text.length(), READ_AHEAD));
        var prose = SPACE.matcher(NO_PROSE.matcher(read).replaceAll(" ")).replaceAll(" ").strip();
        var looked = prose.substring(0, Math.min(prose.length(), LOOKED_AT));
        return looked.length() >= SHORTEST && isMostlyLetters(looked) ? looked : "";
    }

    private static boolean isMostlyLetters(String text) {
        var letters = text.codePoints()
                .filter(c -> Character.isLetter(c) || Character.isWhitespace(c)
                        || Character.getType(c) == Character.NON_SPACING_MARK)
                .count();
        return letters * 5 >= text.codePointCount(0, text.length()) * 4L;
    }

    /// Whether most letters are not Latin ones.
    static boolean isMostlyOtherScript(String text) {
        var letters = text.codePoints().filter(Character::isLetter).count();
        var latin = text.codePoints()
                .filter(Character::isLetter)
                .filter(c -> Character.UnicodeScript.of(c) == Character.UnicodeScript.LATIN)
                .count();
        return latin * 2 < letters;
    }
}
