package dev.penstock.engine;

import java.util.List;
import java.util.stream.Collectors;

/// Comma-separated values (RFC 4180) that no spreadsheet mistakes for formulas.
public final class Csv {
    private Csv() {}

    /// One line without its end.
    public static String line(List<String> cells) {
        return cells.stream().map(Csv::cell).collect(Collectors.joining(","));
    }

    private static String cell(String text) {
        var safe = SpreadsheetCell.guarded(text);
        return safe.chars().anyMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r' || c == '\t' || c == '\'')
                ? "\"" + safe.replace("\"", "\"\"") + "\""
                : safe;
    }
}
