package dev.penstock.simulator;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/// A good answer before anything spoils it.
///
/// @param json the answer as JSON, null when it is free text
/// @param text what a good reply says
record Draft(Prompt prompt, @Nullable JsonNode json, String text) {
    static Draft ofJson(Prompt prompt, JsonNode json) {
        return new Draft(prompt, json, json.toString());
    }

    static Draft ofText(Prompt prompt, String text) {
        return new Draft(prompt, null, text);
    }

    /// The schema sent with the prompt; one that allows anything when there is none.
    JsonNode schema() {
        var schema = prompt.schema();
        return schema == null ? JsonNodeFactory.instance.objectNode() : schema;
    }

    /// The properties of a copy of the answer, so that changing them changes nothing else.
    Copy copy() {
        var source = json;
        if (source == null) {
            return new Copy(JsonNodeFactory.instance.nullNode(), List.of());
        }
        var root = source.deepCopy();
        return new Copy(root, Schemas.leaves(schema(), root));
    }

    record Copy(JsonNode root, List<Schemas.Leaf> leaves) {}

    /// Whether the user's messages say so, in any case.
    boolean asks(String text) {
        var lower = text.toLowerCase(Locale.ROOT);
        return prompt.turns()
                .stream()
                .anyMatch(turn -> turn.user() && turn.text().toLowerCase(Locale.ROOT).contains(lower));
    }
}
