package dev.penstock.simulator;

import dev.penstock.simulator.Prompt.Turn;
import dev.penstock.simulator.Rejection.Trouble;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Judges requests to the Messages API, version 2026-10-21 (platform.claude.com/docs/en/api, read 2026-11-23).
final class MessagesReader {
    private static final List<String> REMOVED = List.of("temperature", "top_p", "top_k");
    /// Models that answer 400 when a tool is forced.
    private static final Pattern NEVER_FORCED = Pattern.compile("claude-([a-z]+-5-5|fable-5-1).*");

    private final JsonNode body;

    MessagesReader(JsonNode body) {
        this.body = body;
    }

    Intake read() {
        if (!body.isObject()) {
            return Rejection.invalid("Input should be a valid dictionary", null);
        }
        for (var required : List.of("model", "max_tokens", "messages")) {
            if (body.path(required).isMissingNode()) {
                return new Rejection(Trouble.MISSING_PARAMETER, 400, required + ": Field required", required);
            }
        }
        for (var removed : REMOVED) {
            if (body.has(removed)) {
                return new Rejection(Trouble.UNSUPPORTED_PARAMETER, 400,
                        removed + ": Extra inputs are not permitted", removed);
            }
        }
        if (!body.path("max_tokens").isInt() || body.path("max_tokens").intValue() < 1) {
            return Rejection.invalid("max_tokens: Input should be greater than or equal to 1", "max_tokens");
        }
        if (body.path("stream").asBoolean(false)) {
            return Rejection.invalid("stream: the simulator answers non-streaming requests only", "stream");
        }
        return readMessages();
    }

    private Intake readMessages() {
        var messages = body.path("messages");
        if (!messages.isArray() || messages.isEmpty()) {
            return Rejection.invalid("messages: at least one message is required", "messages");
        }
        var turns = new ArrayList<Turn>();
        for (var i = 0; i < messages.size(); i++) {
            var role = messages.path(i).path("role").asString("");
            var text = Texts.of(messages.path(i).path("content"));
            if (!role.equals("user") && !role.equals("assistant")) {
                return Rejection.invalid("messages." + i + ".role: Input should be 'user' or 'assistant'", "messages");
            }
            if (text == null || text.isBlank()) {
                return Rejection.invalid("messages." + i + ": text content blocks must be non-empty", "messages");
            }
            turns.add(new Turn(role.equals("user"), text));
        }
        var problem = problem();
        return problem == null ? prompt(turns) : Rejection.invalid(problem, null);
    }

    private @Nullable String problem() {
        var format = body.path("output_config").path("format");
        if (format.isObject()) {
            var wrong = StrictSchema.anthropic(format.path("schema"));
            if (wrong != null) {
                return "output_config.format.schema: " + wrong;
            }
        }
        for (var i = 0; i < body.path("tools").size(); i++) {
            var wrong = toolProblem(body.path("tools").path(i));
            if (wrong != null) {
                return "tools." + i + "." + wrong;
            }
        }
        return choiceProblem();
    }

    private static @Nullable String toolProblem(JsonNode tool) {
        if (tool.path("name").asString("").isEmpty()) {
            return "custom.name: Field required";
        }
        if (!tool.path("input_schema").path("type").asString("").equals("object")) {
            return "custom.input_schema.type: Input should be 'object'";
        }
        var wrong = tool.path("strict").asBoolean(false) ? StrictSchema.anthropic(tool.path("input_schema")) : null;
        return wrong == null ? null : "custom.input_schema: " + wrong;
    }

    private @Nullable String choiceProblem() {
        if (!body.has("tool_choice")) {
            return null;
        }
        if (body.path("tools").isEmpty()) {
            return "tool_choice: tool_choice may only be specified while providing tools";
        }
        if (isForced() && NEVER_FORCED.matcher(body.path("model").asString("")).matches()) {
            return "tool_choice: forced tool use is not supported by this model";
        }
        var name = body.path("tool_choice").path("name").asString("");
        return name.isEmpty() || toolNames().contains(name) ? null : "Tool '" + name + "' not found in provided tools";
    }

    private boolean isForced() {
        return List.of("tool", "any").contains(choice());
    }

    private String choice() {
        return body.path("tool_choice").path("type").asString("auto");
    }

    private List<String> toolNames() {
        return body.path("tools").valueStream().map(tool -> tool.path("name").asString("")).toList();
    }

    private Intake prompt(List<Turn> turns) {
        var marks = marks();
        if (marks.tooMany()) {
            return Rejection
                    .invalid("A maximum of " + CacheMarks.MOST + " blocks with cache_control may be provided. Found "
                            + marks.count() + ".", null);
        }
        var system = Texts.of(body.path("system"));
        return new Prompt(body.path("model").asString(""), system == null ? "" : system, turns,
                body.path("max_tokens").intValue(), form().orAsToldIn(system == null ? "" : system), marks.marks());
    }

    private Form form() {
        var tools = body.path("tools");
        var format = body.path("output_config").path("format");
        if (!tools.isEmpty() && !choice().equals("none")) {
            var wanted = body.path("tool_choice").path("name").asString(toolNames().getFirst());
            var tool = tools.get(toolNames().indexOf(wanted));
            return new Form(head(), tool.path("input_schema"), true, new Form.OfferedTool(wanted, isForced()));
        }
        return format.isObject()
                ? new Form(head(), format.path("schema"), true, null)
                : new Form(head(), null, false, null);
    }

    /// Tools and schema, as they are billed.
    private String head() {
        var format = body.path("output_config").path("format");
        return (body.has("tools") ? body.path("tools").toString() : "")
                + (format.isObject() ? format.path("schema").toString() : "");
    }

    private CacheMarks marks() {
        var marks = new CacheMarks(body.path("model").asString(""));
        var format = body.path("output_config").path("format");
        if (format.isObject()) {
            marks.past(format.path("schema").toString());
        }
        body.path("tools").forEach(tool -> marks.past(tool, tool.toString()));
        marks.pastContent(body.path("system"));
        body.path("messages").forEach(message -> marks.pastContent(message.path("content")));
        marks.mark(body.path("cache_control"));
        return marks;
    }
}
