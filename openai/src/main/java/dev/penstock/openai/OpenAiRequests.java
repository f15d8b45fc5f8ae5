package dev.penstock.openai;

import com.openai.core.JsonValue;
import com.openai.models.FunctionDefinition;
import com.openai.models.FunctionParameters;
import com.openai.models.ResponseFormatJsonObject;
import com.openai.models.ResponseFormatJsonSchema;
import com.openai.models.ResponseFormatJsonSchema.JsonSchema;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionNamedToolChoice;
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
    /// vLLM and Mistral accept too. For strict tools as for replies.
    private static final SchemaSubset SUBSET = new SchemaSubset("OpenAI",
            Set.of("pattern", "format", "minimum", "exclusiveMinimum", "maximum", "exclusiveMaximum", "multipleOf",
                    "minItems", "maxItems"),
            Set.of("date-time", "time", "date", "duration", "email", "hostname", "ipv4", "ipv6", "uuid"),
            Integer.MAX_VALUE, true, true,
            new SchemaSubset.Limits(5000, 10, 1000, 120_000, Integer.MAX_VALUE, Integer.MAX_VALUE));

    private final Dialect dialect;
    private final StrictSchemas<JsonSchema.Schema> schemas = new StrictSchemas<>(SUBSET,
            OpenAiRequests::schema);
    private final StrictSchemas<FunctionParameters> parameters = new StrictSchemas<>(SUBSET,
            OpenAiRequests::parameters);

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
        switch (request.format()) {
            case OutputFormat.Text _ -> {
                // The prompt says it all.
            }
            case OutputFormat.JsonSchema format -> params.responseFormat(responseFormat(format));
            case OutputFormat.JsonMode _ -> params.responseFormat(ResponseFormatJsonObject.builder().build());
            case OutputFormat.Tool tool -> addTool(params, tool);
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

    /// A choice that is not forced is not sent at all: it is every server's default.
    private void addTool(ChatCompletionCreateParams.Builder params, OutputFormat.Tool tool) {
        params.addFunctionTool(FunctionDefinition.builder()
                .name(tool.name())
                .description(tool.description())
                .parameters(parameters.of(tool.schema()))
                .strict(true)
                .build());
        if (tool.forced()) {
            var function = ChatCompletionNamedToolChoice.Function.builder().name(tool.name()).build();
            params.toolChoice(ChatCompletionNamedToolChoice.builder().function(function).build());
        }
    }

    private static JsonSchema.Schema schema(JsonNode schema) {
        var properties = JsonSchema.Schema.builder();
        schema.forEachEntry(
                (name, value) -> properties.putAdditionalProperty(name, JsonValue.from(StrictSchemas.plain(value))));
        return properties.build();
    }

    private static FunctionParameters parameters(JsonNode schema) {
        var properties = FunctionParameters.builder();
        schema.forEachEntry(
                (name, value) -> properties.putAdditionalProperty(name, JsonValue.from(StrictSchemas.plain(value))));
        return properties.build();
    }

    List<String> lint(OutputFormat format) {
        return switch (format) {
            case OutputFormat.Text _ -> List.of();
            case OutputFormat.JsonSchema(_, var schema, _) -> schemas.problems(schema);
            case OutputFormat.Tool tool -> parameters.problems(tool.schema());
            case OutputFormat.JsonMode(var schema) -> schema.path("type").asString("object").equals("object")
                    ? List.of()
                    : List.of("schema.json must be an object at its root for JSON mode; put the value into a property");
        };
    }
}
