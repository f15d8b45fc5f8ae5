package dev.penstock.simulator;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Text out of JSON.
final class Texts {
    static final JsonMapper JSON = new JsonMapper();

    private Texts() {}

    /// The text of a message's content, a string or a list of text blocks; null when it is neither.
    static @Nullable String of(JsonNode content) {
        if (content.isString()) {
            return content.stringValue();
        }
        if (!content.isArray()) {
            return null;
        }
        var text = new StringBuilder();
        for (var block : content) {
            text.append(block.path("text").asString(""));
        }
        return text.toString();
    }

    static JsonNode parse(String json) {
        return JSON.readTree(json);
    }
}
