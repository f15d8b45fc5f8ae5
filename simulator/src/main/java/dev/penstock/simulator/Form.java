package dev.penstock.simulator;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// What a request says about the form of its reply.
///
/// @param head what is billed beside system prompt and messages: tools, schema
/// @param schema of the reply, whether the wire holds to it or the prompt only tells it; null when there is none
/// @param wantsJson whether JSON was asked for, with or without a schema
/// @param tool the one a good reply calls; null when none may be called
record Form(String head, @Nullable JsonNode schema, boolean wantsJson, @Nullable OfferedTool tool) {
    static final Form FREE = new Form("", null, false, null);

    /// @param forced whether the model has no choice
    record OfferedTool(String name, boolean forced) {}

    /// JSON held to a schema by the wire.
    static Form heldTo(JsonNode schema) {
        return new Form(schema.toString(), schema, true, null);
    }

    /// This form, or the one that the prompt's own words ask for when the wire says nothing of a schema.
    Form orAsToldIn(String system) {
        var told = schema == null ? SchemaInWords.in(system) : null;
        return told == null ? this : new Form(head, told, true, tool);
    }
}
