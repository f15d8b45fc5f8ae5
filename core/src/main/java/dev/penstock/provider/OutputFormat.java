package dev.penstock.provider;

import java.nio.charset.StandardCharsets;
import tools.jackson.databind.JsonNode;

/// What the wire says about the form of the reply. The prompt may say more: see [OutputMode].
public sealed interface OutputFormat {
    /// UTF-8 bytes of it that the provider may bill as input.
    long bytes();

    /// Nothing: free text, or JSON that the prompt alone asks for.
    record Text() implements OutputFormat {
        @Override
        public long bytes() {
            return 0;
        }
    }

    /// JSON held to a schema by the provider itself (Anthropic `output_config.format`, OpenAI `response_format`).
    ///
    /// @param name 1-64 characters of `[A-Za-z0-9_-]`
    /// @param schema the user's own JSON Schema 2020-12; the adapter fits it to its provider's subset
    /// @param bytes counted once, because counting writes the schema out
    record JsonSchema(String name, JsonNode schema, long bytes) implements OutputFormat {
        public JsonSchema(String name, JsonNode schema) {
            this(name, schema, utf8(name) + utf8(schema.toString()));
        }
    }

    /// One strict tool; its arguments are the reply.
    ///
    /// @param name 1-64 characters of `[A-Za-z0-9_-]`
    /// @param description what the model is told about it
    /// @param schema as of [JsonSchema]
    /// @param forced whether the model has no choice but to call it; false where the model refuses to be forced
    /// @param bytes as of [JsonSchema]
    record Tool(String name, String description, JsonNode schema, boolean forced, long bytes) implements OutputFormat {
        public Tool(String name, String description, JsonNode schema, boolean forced) {
            this(name, description, schema, forced, utf8(name) + utf8(description) + utf8(schema.toString()));
        }
    }

    /// Any JSON object.
    ///
    /// @param schema which one: it stands in the prompt, and here only so that a provider can say what it cannot do
    record JsonMode(JsonNode schema) implements OutputFormat {
        @Override
        public long bytes() {
            return 0;
        }
    }

    private static long utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}
