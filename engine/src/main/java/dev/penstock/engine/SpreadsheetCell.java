package dev.penstock.engine;

import java.util.regex.Pattern;

/// Text in a cell that no spreadsheet mistakes for a formula, and back. A text that would start one gets a leading
/// apostrophe, unless it is a number. So does one that starts with apostrophes and would start a formula after them: that is
/// what makes the way back exact.
///
/// The characters are those of OWASP's advice on CSV injection, full-width twins included (owasp.org, read 2026-11).
public final class SpreadsheetCell {
    private static final Pattern NUMBER = Pattern.compile("[+-]?[0-9]+(\\.[0-9]+)?([eE][+-]?[0-9]+)?");
    private static final String STARTS_A_FORMULA = "=+-@\t\r\n＝＋－＠";
    private static final char APOSTROPHE = '\'';

    private SpreadsheetCell() {}

    public static String guarded(String text) {
        return startsAFormula(text) ? APOSTROPHE + text : text;
    }

    /// What [#guarded] was given; other texts stay as they are.
    public static String plain(String cell) {
        return !cell.isEmpty() && cell.charAt(0) == APOSTROPHE && startsAFormula(cell.substring(1))
                ? cell.substring(1)
                : cell;
    }

    private static boolean startsAFormula(String text) {
        int first = 0;
        while (first < text.length() && text.charAt(first) == APOSTROPHE) {
            first++;
        }
        return first < text.length() && STARTS_A_FORMULA.indexOf(text.charAt(first)) >= 0
                && !(first == 0 && NUMBER.matcher(text).matches());
    }
}
