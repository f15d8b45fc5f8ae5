package dev.penstock.cli;

import dev.penstock.engine.Figures;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;
import tools.jackson.databind.JsonNode;

/// A JSON Schema as a person who fills it in wants to read it: one line per field.
final class SchemaHint {
    private static final int DEEPEST = 4;
    private static final int MOST = 60;
    private static final List<String> LIMITS = List.of("format", "pattern", "minLength", "maxLength", "minimum",
            "maximum", "minItems", "maxItems");

    private SchemaHint() {}

    static List<String> lines(JsonNode schema) {
        var lines = new ArrayList<String>();
        fields(schema, "", 0, lines);
        if (lines.isEmpty()) {
            lines.add(type(schema));
        }
        if (lines.size() > MOST) {
            var more = lines.size() - MOST;
            lines.subList(MOST, lines.size()).clear();
            lines.add("… " + Figures.plural(more, "more field"));
        }
        return lines;
    }

    private static void fields(JsonNode schema, String indent, int depth, List<String> lines) {
        var required = schema.path("required").values().stream().map(name -> name.asString("")).toList();
        for (var field : schema.path("properties").properties()) {
            lines.add(indent + TerminalText.oneLine(field.getKey()) + ": " + type(field.getValue())
                    + (required.contains(field.getKey()) ? "" : ", optional"));
            if (depth < DEEPEST) {
                fields(field.getValue(), indent + "  ", depth + 1, lines);
                fields(field.getValue().path("items"), indent + "  ", depth + 1, lines);
            }
        }
    }

    private static String type(JsonNode schema) {
        var words = new StringJoiner(", ");
        if (schema.has("enum")) {
            words.add("one of " + listed(schema.path("enum")));
        } else if (schema.has("const")) {
            words.add("always " + schema.path("const"));
        } else if (schema.has("$ref")) {
            words.add("see " + schema.path("$ref").asString("") + " in schema.json");
        } else {
            words.add(kind(schema));
        }
        LIMITS.stream().filter(schema::has).forEach(limit -> words.add(limit + " " + schema.path(limit)));
        return TerminalText.oneLine(words.toString());
    }

    private static String kind(JsonNode schema) {
        var type = schema.path("type");
        var name = type.isArray() ? listed(type).replace("\"", "") : type.asString("any value");
        var items = schema.path("items");
        return name.equals("array") && items.isObject() ? "array of " + type(items) : name;
    }

    private static String listed(JsonNode values) {
        var all = new StringJoiner(", ");
        values.forEach(value -> all.add(value.toString()));
        return all.toString();
    }
}
