package dev.penstock.check;

import java.math.BigDecimal;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/// Numbers that a text has and its source does not. Those that count the text's own list items, and those that speak of its
/// length (`100 words`), are none.
final class NewNumbers {
    private static final int MOST_WORDS = 2;
    private static final int DEEPEST_INDENT = 16;
    private static final Pattern WORD = Pattern.compile("\\p{L}{2,}");
    private static final Pattern OF_LENGTH = Pattern.compile(
            "[ -](?:words?|sentences?|characters?|bullets?|bullet points?|paragraphs?|lines?)\\b",
            Pattern.CASE_INSENSITIVE);

    private NewNumbers() {}

    /// @param text with ASCII digits
    static List<String> in(String text, Set<BigDecimal> known) {
        return Numbers.in(text)
                .stream()
                .filter(number -> !isKnown(number, known) && !isListNumber(text, number) && !isLength(text, number))
                .map(Numbers.Found::written)
                .toList();
    }

    /// Whether there are more words in a text than a unit or a currency takes.
    static boolean isProse(String text) {
        return WORD.matcher(text).results().limit(MOST_WORDS + 1L).count() > MOST_WORDS;
    }

    private static boolean isKnown(Numbers.Found number, Set<BigDecimal> known) {
        return number.meanings().isEmpty()
                ? known.containsAll(Numbers.parts(number.written()))
                : number.meanings().stream().anyMatch(known::contains);
    }

    private static boolean isListNumber(String text, Numbers.Found number) {
        var end = number.end();
        return end < text.length() && (text.charAt(end) == '.' || text.charAt(end) == ')')
                && (end + 1 == text.length() || Character.isWhitespace(text.charAt(end + 1)))
                && startsItsLine(text, number.start());
    }

    private static boolean startsItsLine(String text, int at) {
        for (var before = at - 1; before >= Math.max(0, at - DEEPEST_INDENT); before--) {
            if (text.charAt(before) == '\n') {
                return true;
            }
            if (text.charAt(before) != ' ') {
                return false;
            }
        }
        return at <= DEEPEST_INDENT;
    }

    private static boolean isLength(String text, Numbers.Found number) {
        return OF_LENGTH.matcher(text).region(number.end(), text.length()).lookingAt();
    }
}
