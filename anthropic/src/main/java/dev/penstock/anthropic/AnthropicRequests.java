package dev.penstock.anthropic;

import com.anthropic.core.JsonValue;
import com.anthropic.models.messages.JsonOutputFormat;
import com.anthropic.models.messages.MessageCreateParams;
import com.anthropic.models.messages.OutputConfig;
import com.anthropic.models.messages.TextBlockParam;
import dev.penstock.provider.Message;
import dev.penstock.provider.OutputFormat;
import dev.penstock.provider.Request;
import dev.penstock.provider.SchemaSubset;
import dev.penstock.provider.StrictSchemas;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/// Turns a [Request] into the SDK's parameters. Never sends a sampling parameter: version 2026-10-21 of the API answers
/// 400 to each of them, even at its default. Safe for use by many threads.
final class AnthropicRequests {
    /// platform.claude.com/docs, structured outputs (November 2026): no numeric bounds, no lengths, `minItems` 0 or 1, no
    /// recursion. Beyond 24 optional or 16 union properties the compiled grammar grows too large.
    private static final SchemaSubset SUBSET = new SchemaSubset("Anthropic", Set.of("format", "minItems"),
            Set.of("date-time", "time", "date", "duration", "email", "hostname", "uri", "ipv4", "ipv6", "uuid"), 1,
            false, false, new SchemaSubset.Limits(Integer.MAX_VALUE, Integer.MAX_VALUE, Integer.MAX_VALUE,
                    Integer.MAX_VALUE, 24, 16));

    private final StrictSchemas<OutputConfig> outputConfigs = new StrictSchemas<>(SUBSET,
            AnthropicRequests::outputConfig);

    MessageCreateParams params(Request request, String callId) {
        var params = MessageCreateParams.builder()
                .model(request.model())
                .maxTokens(request.maxOutputTokens())
                .putAdditionalHeader("X-Client-Request-Id", callId);
        if (request.system() != null) {
            params.systemOfTextBlockParams(List.of(TextBlockParam.builder().text(request.system()).build()));
        }
        request.messages().forEach(message -> add(params, message));
        if (request.format() instanceof OutputFormat.JsonSchema format) {
            params.outputConfig(outputConfigs.of(format.schema()));
        }
        return params.build();
    }

    private static void add(MessageCreateParams.Builder params, Message message) {
        switch (message.role()) {
            case USER -> params.addUserMessage(message.text());
            case ASSISTANT -> params.addAssistantMessage(message.text());
        }
    }

    private static OutputConfig outputConfig(JsonNode schema) {
        var properties = JsonOutputFormat.Schema.builder();
        schema.forEachEntry(
                (name, value) -> properties.putAdditionalProperty(name, JsonValue.from(StrictSchemas.plain(value))));
        var format = JsonOutputFormat.builder().schema(properties.build()).build();
        return OutputConfig.builder().format(format).build();
    }

    List<String> lint(OutputFormat format) {
        return switch (format) {
            case OutputFormat.Text _ -> List.of();
            case OutputFormat.JsonSchema(var _, var schema) -> outputConfigs.problems(schema);
        };
    }
}
