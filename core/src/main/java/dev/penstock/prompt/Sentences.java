package dev.penstock.prompt;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/// Where sentences end, in many languages, by punctuation alone.
///
/// A sentence ends at `.`, `!`, `?`, `…` and their like in other scripts, with any closing quotation marks and brackets
/// behind them, before a blank or the end; between Chinese and Japanese sentences there need be no blank. A full stop ends
/// none after an abbreviation or an initial, nor before a lower-case letter. What it cannot know: whether a line that ends
/// a text without any punctuation was meant to.
final class Sentences {
    /// Latin, Devanagari, Arabic, Urdu, Armenian, Ethiopic, Khmer, Burmese, Mongolian, Tibetan and Greek signs; a semicolon ends a line
    /// of code.
    private static final String STOPS = ".!?\u2026\u203d\u2047\u2048\u2049\u0964\u0965\u061f\u06d4\u0589\u1362\u17d4\u104b\u1803\u0f0d\u037e;";
    private static final String WIDE_STOPS = "。！？｡．";
    private static final String CLOSERS = "\"'”’»«›‹“)]}）］｝」』】〉》〗＂＇*_`~";
    private static final Set<String> ABBREVIATIONS = Set.of("mr", "mrs", "ms", "dr", "prof", "st", "no", "nr", "vs",
            "e.g", "i.e", "cf", "approx", "fig", "inc", "ltd", "co", "z.b", "d.h", "bzw", "ca", "usw", "art", "p.ej",
            "sr", "sra", "mme", "m", "tel", "str", "abs", "u.a", "jan", "feb", "mar", "apr", "jun", "jul", "aug",
            "sep", "sept", "oct", "nov", "dec");
    /// Those of them that no sentence ends with.
    private static final Set<String> NEVER_LAST = Set.of("mr", "mrs", "ms", "dr", "prof", "vs", "e.g", "i.e", "cf",
            "approx", "z.b", "d.h", "bzw", "p.ej");

    private static final Pattern CUT_MARK = Pattern.compile(
            "(?i)[\\[(<]\\s*(?:\\.\\.\\.|…|(?:message |text |content )?(?:truncated|cut off|cut|clipped|gekürzt|tronqué|truncado))\\s*[\\])>]\\s*$");
    private static final Pattern LIST_ITEM = Pattern.compile("(?:[-*•–—+>|#]{1,6}|\\d{1,3}[.)]|[a-z][.)])\\s.*");
    private static final int FEW_WORDS = 5;
    private static final int MOST_CLOSERS = 12;
    private static final int SHORT_LINE = 45;

    private Sentences() {}

    /// The longest beginning of a text that ends with a sentence or a paragraph and has at most so many characters; of a text
    /// that has no sentences, with a line. 0 when there is none.
    static int lastEnd(String text, int limit) {
        var line = 0;
        for (var end = Math.min(limit, text.length()); end > 0; end--) {
            if (endsAt(text, end) || isParagraphEnd(text, end)) {
                return end;
            }
            line = line == 0 && text.charAt(end - 1) == '\n' ? end : line;
        }
        return line;
    }

    /// Whether the text ends like one that is complete: with the end of a sentence, or with something that is no sentence (a
    /// list item, a signature, a heading, code, an address, a row of figures, a script without punctuation). An empty
    /// text is.
    static boolean isComplete(String text) {
        var stripped = text.strip();
        if (stripped.isEmpty()) {
            return true;
        }
        if (CUT_MARK.matcher(stripped.substring(Math.max(0, stripped.length() - 40))).find()) {
            return false;
        }
        return endsAt(stripped, stripped.length()) || endsInNoSentence(stripped);
    }

    private static boolean endsAt(String text, int end) {
        var at = end;
        while (at > Math.max(0, end - MOST_CLOSERS) && CLOSERS.indexOf(text.charAt(at - 1)) >= 0) {
            at--;
        }
        if (at == 0 || isMark(text, end)) {
            return false;
        }
        var stop = text.charAt(at - 1);
        if (WIDE_STOPS.indexOf(stop) >= 0) {
            return end == text.length() || !isMoreOfIt(text.charAt(end));
        }
        return STOPS.indexOf(stop) >= 0 && (end == text.length() || Character.isWhitespace(text.charAt(end)))
                && (stop != '.' || !isAbbreviation(text, at - 1, end)) && (stop != ';' || end == text.length());
    }

    private static boolean isMoreOfIt(char next) {
        return CLOSERS.indexOf(next) >= 0 || WIDE_STOPS.indexOf(next) >= 0;
    }

    private static boolean isMark(String text, int at) {
        if (at >= text.length()) {
            return false;
        }
        var type = Character.getType(text.codePointAt(at));
        return type == Character.NON_SPACING_MARK || type == Character.ENCLOSING_MARK || type == Character.FORMAT;
    }

    private static boolean isAbbreviation(String text, int stop, int end) {
        var start = stop;
        while (start > 0 && stop - start < 12
                && (Character.isLetterOrDigit(text.charAt(start - 1)) || text.charAt(start - 1) == '.')) {
            start--;
        }
        var word = text.substring(start, stop).toLowerCase(Locale.ROOT);
        var next = nextVisible(text, end);
        if (next == 0) {
            return NEVER_LAST.contains(word);
        }
        var initial = word.length() == 1 && Character.isUpperCase(text.charAt(start));
        return ABBREVIATIONS.contains(word) || initial || Character.isLowerCase(next);
    }

    /// 0 at the end of the text.
    private static int nextVisible(String text, int from) {
        for (var at = from; at < text.length(); at++) {
            if (!Character.isWhitespace(text.charAt(at))) {
                return text.codePointAt(at);
            }
        }
        return 0;
    }

    private static boolean isParagraphEnd(String text, int end) {
        if (Character.isWhitespace(text.charAt(end - 1)) || end == text.length() || text.charAt(end) != '\n') {
            return false;
        }
        var next = end + 1;
        while (next < text.length() && (text.charAt(next) == ' ' || text.charAt(next) == '\t'
                || text.charAt(next) == '\r')) {
            next++;
        }
        return next < text.length() && text.charAt(next) == '\n';
    }

    private static boolean endsInNoSentence(String text) {
        var start = text.lastIndexOf('\n') + 1;
        var last = text.substring(start).strip();
        var before = text.substring(0, start).stripTrailing();
        return LIST_ITEM.matcher(last).matches() || endsInSign(last) || isUnpunctuated(last)
                || (start > 0 && last.split("\\s+").length <= FEW_WORDS && standsAlone(before, start, text));
    }

    /// Whether a short last line is one of its own, such as a signature, and not the end of a wrapped paragraph.
    private static boolean standsAlone(String before, int start, String text) {
        var blankBefore = text.substring(before.length(), start).chars().filter(c -> c == '\n').count() > 1;
        var previous = before.substring(before.lastIndexOf('\n') + 1).strip();
        return blankBefore || previous.length() < SHORT_LINE || previous.endsWith(",") || isComplete(previous);
    }

    /// A closing bracket, an emoji or another symbol, or an address on the web ends a text well.
    private static boolean endsInSign(String last) {
        var sign = last.codePointBefore(last.length());
        var type = Character.getType(sign);
        var word = last.substring(last.lastIndexOf(' ') + 1);
        return ")]}>|".indexOf(sign) >= 0 || type == Character.OTHER_SYMBOL || type == Character.MODIFIER_SYMBOL
                || sign == 0xfe0f || word.contains("://") || word.matches("[\\w.+-]+@[\\w-]+(\\.[\\w-]+)+")
                || last.startsWith("```");
    }

    /// Scripts that end no sentence with a sign, and lines of figures only.
    private static boolean isUnpunctuated(String last) {
        var script = Character.UnicodeScript.of(last.codePointBefore(last.length()));
        return script == Character.UnicodeScript.THAI || script == Character.UnicodeScript.LAO
                || last.codePoints().noneMatch(Character::isLetter);
    }
}
