package dev.penstock.engine.scaffold;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.SequencedMap;
import java.util.Set;

/// Names of columns as names of template variables: lower case, letters, digits and underscores, none used twice, and none
/// that a template reads as something else.
final class VariableNames {
    private static final Set<String> TAKEN = Set.of("input", "id", "and", "or", "not", "is", "in", "contains",
            "matches",
            "equals", "true", "false", "null", "none", "loop", "if", "else", "for", "set", "filter", "macro", "map");

    private VariableNames() {}

    /// The variable of each column, in their order.
    static SequencedMap<String, String> of(List<String> columns) {
        var names = new LinkedHashMap<String, String>();
        var used = new HashSet<>(TAKEN);
        for (var column : columns) {
            var name = plain(column);
            var free = name;
            for (int n = 2; !used.add(free); n++) {
                free = TAKEN.contains(name) ? name + "_value" + (n == 2 ? "" : n) : name + "_" + n;
            }
            names.put(column, free);
        }
        return names;
    }

    private static String plain(String column) {
        var plain = column.strip()
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^a-z0-9]+", "_")
                .replaceAll("^_+|_+$", "");
        return plain.isEmpty() ? "column" : Character.isDigit(plain.charAt(0)) ? "column_" + plain : plain;
    }
}
