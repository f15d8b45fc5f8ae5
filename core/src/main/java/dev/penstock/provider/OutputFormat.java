package dev.penstock.provider;

import tools.jackson.databind.JsonNode;

/// How the reply is asked for.
public sealed interface OutputFormat {
    /// Free text.
    record Text() implements OutputFormat {}

    /// JSON held to a schema by the provider itself (Anthropic `output_config.format`, OpenAI `response_format`).
    ///
    /// @param name 1-64 characters of `[A-Za-z0-9_-]`
    /// @param schema the user's own JSON Schema 2020-12; the adapter fits it to its provider's subset
    record JsonSchema(String name, JsonNode schema) implements OutputFormat {}
}
