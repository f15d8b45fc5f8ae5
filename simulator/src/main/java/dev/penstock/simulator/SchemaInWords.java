package dev.penstock.simulator;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectReader;

/// Finds a JSON Schema that stands in a prompt, whatever the words around it: a model would read it, too.
final class SchemaInWords {
    private static final ObjectReader FIRST_VALUE = Texts.JSON.reader()
            .without(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
    private static final int MOST_TRIES = 20;

    private SchemaInWords() {}

    /// The first one; null when there is none.
    static @Nullable JsonNode in(String text) {
        if (!text.contains("\"type\"")) {
            return null;
        }
        var at = text.indexOf('{');
        for (var tries = 0; at >= 0 && tries < MOST_TRIES; tries++) {
            var value = value(text.substring(at));
            if (value != null && isSchema(value)) {
                return value;
            }
            at = text.indexOf('{', at + 1);
        }
        return null;
    }

    private static @Nullable JsonNode value(String text) {
        try {
            return FIRST_VALUE.readTree(text);
        } catch (JacksonException _) {
            return null;
        }
    }

    private static boolean isSchema(JsonNode value) {
        return value.has("properties") || value.has("items") || value.has("anyOf") || value.path("type").isString();
    }
}
