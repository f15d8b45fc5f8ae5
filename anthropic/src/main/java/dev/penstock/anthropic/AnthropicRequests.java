package dev.penstock.anthropic;

import com.anthropic.core.JsonValue;
import com.anthropic.models.messages.CacheControlEphemeral;
import com.anthropic.models.messages.ContentBlockParam;
import com.anthropic.models.messages.JsonOutputFormat;
import com.anthropic.models.messages.MessageContentParam;
import com.anthropic.models.messages.MessageCreateParams;
import com.anthropic.models.messages.MessageParam;
import com.anthropic.models.messages.OutputConfig;
import com.anthropic.models.messages.TextBlockParam;
import com.anthropic.models.messages.Tool;
import com.anthropic.models.messages.ToolChoice;
import com.anthropic.models.messages.ToolChoiceAuto;
import com.anthropic.models.messages.ToolChoiceTool;
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
///
/// The end of the part that is the same for every item carries the one cache mark, on the last block in the order in which
/// the provider reads a request: tool, system, messages.
final class AnthropicRequests {
    /// platform.claude.com/docs, structured outputs (November 2026): no numeric bounds, no lengths, `minItems` 0 or 1, no
    /// recursion. Beyond 24 optional or 16 union properties the compiled grammar grows too large. The same for strict tools.
    private static final SchemaSubset SUBSET = new SchemaSubset("Anthropic", Set.of("format", "minItems"),
            Set.of("date-time", "time", "date", "duration", "email", "hostname", "uri", "ipv4", "ipv6", "uuid"), 1,
            false, false, new SchemaSubset.Limits(Integer.MAX_VALUE, Integer.MAX_VALUE, Integer.MAX_VALUE,
                    Integer.MAX_VALUE, 24, 16));
    /// Five minutes, which each read prolongs: a run calls far more often.
    private static final CacheControlEphemeral MARK = CacheControlEphemeral.builder().build();

    private final StrictSchemas<OutputConfig> outputConfigs = new StrictSchemas<>(SUBSET,
            AnthropicRequests::outputConfig);
    private final StrictSchemas<Tool.InputSchema> toolInputs = new StrictSchemas<>(SUBSET,
            AnthropicRequests::toolInput);

    MessageCreateParams params(Request request, String callId) {
        var params = MessageCreateParams.builder()
                .model(request.model())
                .maxTokens(request.maxOutputTokens())
                .putAdditionalHeader("X-Client-Request-Id", callId);
        var mark = markedMessages(request);
        if (request.system() != null) {
            params.systemOfTextBlockParams(List.of(text(request.system(), mark == 0)));
        }
        for (int i = 0; i < request.messages().size(); i++) {
            params.addMessage(turn(request.messages().get(i), mark == i + 1));
        }
        switch (request.format()) {
            case OutputFormat.Text _,OutputFormat.JsonMode _ -> {
                // The prompt says it all.
            }
            case OutputFormat.JsonSchema(_, var schema, _) -> params.outputConfig(outputConfigs.of(schema));
            case OutputFormat.Tool tool -> params.addTool(tool(tool, marksTool(request))).toolChoice(choice(tool));
        }
        return params.build();
    }

    /// After how many messages the mark stands: 0 for the system prompt's end, -1 for not there.
    private static int markedMessages(Request request) {
        var cached = request.cached();
        return cached == null || !cached.system() ? -1 : cached.messages();
    }

    /// Whether nothing that follows the tool can be cached.
    private static boolean marksTool(Request request) {
        var cached = request.cached();
        return cached != null && cached.messages() == 0 && (!cached.system() || request.system() == null);
    }

    private static TextBlockParam text(String text, boolean marked) {
        var block = TextBlockParam.builder().text(text);
        return (marked ? block.cacheControl(MARK) : block).build();
    }

    private static MessageParam turn(Message message, boolean marked) {
        var content = marked
                ? MessageContentParam.ofContentBlockParams(
                        List.of(ContentBlockParam.ofText(text(message.text(), true))))
                : MessageContentParam.ofString(message.text());
        return switch (message.role()) {
            case USER -> MessageParam.ofUser(content);
            case ASSISTANT -> MessageParam.ofAssistant(content);
        };
    }

    private Tool tool(OutputFormat.Tool format, boolean marked) {
        var tool = Tool.builder()
                .name(format.name())
                .description(format.description())
                .inputSchema(toolInputs.of(format.schema()))
                .strict(true);
        return (marked ? tool.cacheControl(MARK) : tool).build();
    }

    private static ToolChoice choice(OutputFormat.Tool tool) {
        return tool.forced()
                ? ToolChoice.ofTool(ToolChoiceTool.builder().name(tool.name()).disableParallelToolUse(true).build())
                : ToolChoice.ofAuto(ToolChoiceAuto.builder().disableParallelToolUse(true).build());
    }

    private static OutputConfig outputConfig(JsonNode schema) {
        var properties = JsonOutputFormat.Schema.builder();
        schema.forEachEntry(
                (name, value) -> properties.putAdditionalProperty(name, JsonValue.from(StrictSchemas.plain(value))));
        var format = JsonOutputFormat.builder().schema(properties.build()).build();
        return OutputConfig.builder().format(format).build();
    }

    /// The SDK writes `type: object` itself.
    private static Tool.InputSchema toolInput(JsonNode schema) {
        var properties = Tool.InputSchema.builder();
        schema.forEachEntry((name, value) -> {
            if (!name.equals("type")) {
                properties.putAdditionalProperty(name, JsonValue.from(StrictSchemas.plain(value)));
            }
        });
        return properties.build();
    }

    List<String> lint(OutputFormat format) {
        return switch (format) {
            case OutputFormat.Text _ -> List.of();
            case OutputFormat.JsonSchema(_, var schema, _) -> outputConfigs.problems(schema);
            case OutputFormat.Tool tool -> toolInputs.problems(tool.schema());
            case OutputFormat.JsonMode _ -> List.of("Anthropic has no JSON mode");
        };
    }
}
