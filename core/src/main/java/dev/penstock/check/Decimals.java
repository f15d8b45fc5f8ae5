package dev.penstock.check;

/// Tells a decimal point from one that groups thousands and from one that parts a date: in `1,234.50` the point is
/// decimal, in `12,5` the comma is, in `24.11.26` none is.
final class Decimals {
    private static final String SEPARATORS = ".,'";

    private Decimals() {}

    /// Whether a decimal point or comma stands here: one or two digits follow and end the number, and what comes before is
    /// digits, perhaps in groups of three behind another separator.
    static boolean isPoint(String text, int at) {
        if (text.charAt(at) != '.' && text.charAt(at) != ',') {
            return false;
        }
        var after = digits(text, at + 1, 1);
        var before = digits(text, at - 1, -1);
        if (after < 1 || after > 2 || before == 0 || goesOn(text, at + 1 + after, 1)) {
            return false;
        }
        var earlier = at - 1 - before;
        return !goesOn(text, earlier, -1) || (before == 3 && text.charAt(earlier) != text.charAt(at));
    }

    /// Whether a separator of thousands stands here.
    static boolean isGrouping(String text, int at) {
        var before = digits(text, at - 1, -1);
        return isSeparator(text, at) && before >= 1 && before <= 3 && digits(text, at + 1, 1) == 3;
    }

    static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static boolean goesOn(String text, int at, int step) {
        return isSeparator(text, at) && digits(text, at + step, step) > 0;
    }

    private static boolean isSeparator(String text, int at) {
        return at >= 0 && at < text.length() && SEPARATORS.indexOf(text.charAt(at)) >= 0;
    }

    /// At most four are counted: no question here cares for more.
    private static int digits(String text, int from, int step) {
        var count = 0;
        for (var at = from; at >= 0 && at < text.length() && count < 4 && isDigit(text.charAt(at)); at += step) {
            count++;
        }
        return count;
    }
}
