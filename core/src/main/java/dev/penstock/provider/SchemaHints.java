package dev.penstock.provider;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Says in words what a strict subset cannot say in keywords, so that the model still sees it.
final class SchemaHints {
    private static final Map<String, String> SENTENCES = Map.ofEntries(Map.entry("minLength", "at least %s characters"),
            Map.entry("maxLength", "at most %s characters"), Map.entry("pattern", "matching the regular expression %s"),
            Map.entry("format", "in the format %s"), Map.entry("minimum", "at least %s"),
            Map.entry("maximum", "at most %s"), Map.entry("exclusiveMinimum", "greater than %s"),
            Map.entry("exclusiveMaximum", "less than %s"), Map.entry("multipleOf", "a multiple of %s"),
            Map.entry("minItems", "at least %s items"), Map.entry("maxItems", "at most %s items"));

    private final List<String> hints = new ArrayList<>();

    /// Notes a keyword that is left out.
    void add(String keyword, JsonNode value) {
        var sentence = SENTENCES.get(keyword);
        if (sentence != null) {
            hints.add(sentence.formatted(value.asString()));
        } else if (keyword.equals("uniqueItems") && value.asBoolean(false)) {
            hints.add("no item twice");
        }
    }

    /// Appends the hints to the schema's description.
    void describe(ObjectNode schema) {
        if (!hints.isEmpty()) {
            var said = schema.path("description").asString("");
            var all = String.join("; ", hints);
            schema.put("description", said.isEmpty() ? all : said + " (" + all + ")");
        }
    }
}
