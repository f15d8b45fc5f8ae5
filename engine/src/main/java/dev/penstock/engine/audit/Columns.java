package dev.penstock.engine.audit;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/// The fields that the first rows of a file have, in their order.
///
/// @param top names of the rows' own fields
/// @param all dotted paths of every value
record Columns(SequencedSet<String> top, SequencedSet<String> all) {
    private static final int MOST_SHOWN = 24;
    private static final int DEEPEST = 6;
    private static final int MOST = 500;

    static Columns of(List<JsonNode> rows) {
        var top = new LinkedHashSet<String>();
        var all = new LinkedHashSet<String>();
        rows.forEach(row -> {
            top.addAll(row.propertyNames());
            collect(row, FieldPath.ROW, 0, all);
        });
        return new Columns(top, all);
    }

    private static void collect(JsonNode node, FieldPath path, int depth, Collection<String> found) {
        if (found.size() == MOST) {
            return;
        }
        if (node.isObject() && depth < DEEPEST) {
            node.properties().forEach(field -> collect(field.getValue(), path.then(field.getKey()), depth + 1, found));
        } else if (node.isArray() && !node.isEmpty() && depth < DEEPEST) {
            collect(node.get(0), path.then("0"), depth + 1, found);
        } else {
            found.add(path.text());
        }
    }

    /// The first of these names that is a column, whatever the case and separators of the column. The earlier name wins.
    Optional<String> named(List<String> names) {
        return names.stream().flatMap(name -> top.stream().filter(column -> plain(column).equals(name))).findFirst();
    }

    private static String plain(String column) {
        return column.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
    }

    /// Those an error names.
    String shown() {
        var more = all.size() - MOST_SHOWN;
        return String.join(", ", all.stream().limit(MOST_SHOWN).toList()) + (more > 0 ? " and " + more + " more" : "");
    }

    /// Every way to name a field.
    Stream<String> names() {
        return Stream.concat(top.stream(), all.stream()).distinct();
    }
}
