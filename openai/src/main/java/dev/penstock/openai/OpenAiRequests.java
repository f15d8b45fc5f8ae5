package dev.penstock.openai;

import com.openai.core.JsonValue;
import com.openai.models.ResponseFormatJsonSchema;
import com.openai.models.ResponseFormatJsonSchema.JsonSchema;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import dev.penstock.provider.Message;
import dev.penstock.provider.OutputFormat;
import dev.penstock.provider.Request;
import dev.penstock.provider.SchemaSubset;
import dev.penstock.provider.StrictSchemas;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/// Turns a [Request] into the SDK's parameters. Never sends a sampling parameter, which reasoning models reject, nor
/// `store`, which Mistral rejects. Safe for use by many threads.
final class OpenAiRequests {
    /// platform.openai.com/docs/guides/structured-outputs (November 2026). The same for every dialect: what OpenAI accepts,
    /// vLLM and Mistral accept too.
    private static final SchemaSubset SUBSET = new SchemaSubset("OpenAI",
            Set.of("pattern", "format", "minimum", "exclusiveMinimum", "maximum", "exclusiveMaximum", "multipleOf",
                    "minItems", "maxItems"),
            Set.of("date-time", "time", "date", "duration", "email", "hostname", "ipv4", "ipv6", "uuid"),
            Integer.MAX_VALUE, true, true,
            new SchemaSubset.Limits(5000, 10, 1000, 120_000, Integer.MAX_VALUE, Integer.MAX_VALUE));

    private final Dialect dialect;
    private final StrictSchemas<JsonSchema.Schema> schemas = new StrictSchemas<>(SUBSET,
            OpenAiRequests::schema);

    OpenAiRequests(Dialect dialect) {
        this.dialect = dialect;
    }

    ChatCompletionCreateParams params(Request request, String callId) {
        var params = ChatCompletionCreateParams.builder()
                .model(request.model())
                .putAdditionalBodyProperty(dialect.tokenCapField(), JsonValue.from(request.maxOutputTokens()))
                .putAdditionalHeader("X-Client-Request-Id", callId)
                .putAdditionalHeader("User-Agent", "penstock");
        if (request.system() != null) {
            params.addSystemMessage(request.system());
        }
        request.messages().forEach(message -> add(params, message));
        if (request.format() instanceof OutputFormat.JsonSchema format) {
            params.responseFormat(responseFormat(format));
        }
        return params.build();
    }

    private static void add(ChatCompletionCreateParams.Builder params, Message message) {
        switch (message.role()) {
            case USER -> params.addUserMessage(message.text());
            case ASSISTANT -> params.addAssistantMessage(message.text());
        }
    }

    private ResponseFormatJsonSchema responseFormat(OutputFormat.JsonSchema format) {
        var jsonSchema = JsonSchema.builder().name(format.name()).strict(true).schema(schemas.of(format.schema()));
        return ResponseFormatJsonSchema.builder().jsonSchema(jsonSchema.build()).build();
    }

    private static JsonSchema.Schema schema(JsonNode schema) {
        var properties = JsonSchema.Schema.builder();
        schema.forEachEntry(
                (name, value) -> properties.putAdditionalProperty(name, JsonValue.from(StrictSchemas.plain(value))));
        return properties.build();
    }

    List<String> lint(OutputFormat format) {
        return switch (format) {
            case OutputFormat.Text _ -> List.of();
            case OutputFormat.JsonSchema(var _, var schema) -> schemas.problems(schema);
        };
    }
}
