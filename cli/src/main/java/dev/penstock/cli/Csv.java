package dev.penstock.cli;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Comma-separated values (RFC 4180) that no spreadsheet mistakes for formulas: a cell that starts as one gets a leading
/// apostrophe, unless it is a number.
final class Csv {
    private static final Pattern NUMBER = Pattern.compile("[+-]?[0-9]+(\\.[0-9]+)?([eE][+-]?[0-9]+)?");
    private static final String STARTS_A_FORMULA = "=+-@\t\r";

    private Csv() {}

    /// One line without its end.
    static String line(List<String> cells) {
        return cells.stream().map(Csv::cell).collect(Collectors.joining(","));
    }

    private static String cell(String text) {
        var safe = startsAFormula(text) ? "'" + text : text;
        return safe.chars().anyMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r' || c == '\t' || c == '\'')
                ? "\"" + safe.replace("\"", "\"\"") + "\""
                : safe;
    }

    private static boolean startsAFormula(String text) {
        return !text.isEmpty() && STARTS_A_FORMULA.indexOf(text.charAt(0)) >= 0 && !NUMBER.matcher(text).matches();
    }
}
