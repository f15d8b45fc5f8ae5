package dev.penstock.simulator;

import dev.penstock.simulator.Prompt.Turn;
import dev.penstock.simulator.Rejection.Trouble;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Judges requests for chat completions (openai-openapi of 2026-08-21).
final class ChatReader {
    private static final int DEFAULT_MAX_TOKENS = 4096;
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]{1,64}");

    private final ChatFlavour flavour;
    private final JsonNode body;

    ChatReader(ChatFlavour flavour, JsonNode body) {
        this.flavour = flavour;
        this.body = body;
    }

    Intake read() {
        if (!body.isObject()) {
            return Rejection.invalid("The request body must be a JSON object.", null);
        }
        if (!body.path("model").isString()) {
            return Rejection.invalid("you must provide a model parameter", null);
        }
        if (!body.path("messages").isArray()) {
            return new Rejection(Trouble.MISSING_PARAMETER, 400, "Missing required parameter: 'messages'.", "messages");
        }
        if (body.path("messages").isEmpty()) {
            return Rejection.invalid("Invalid 'messages': empty array. Expected an array with minimum length 1.",
                    "messages");
        }
        if (body.path("stream").asBoolean(false)) {
            return Rejection.invalid("The simulator answers non-streaming requests only.", "stream");
        }
        if (cap() < 1) {
            return Rejection.invalid("Invalid 'max_completion_tokens': expected a value >= 1.",
                    "max_completion_tokens");
        }
        var refused = flavour.refuse(body).or(this::formProblem);
        return refused.isPresent() ? refused.get() : readMessages();
    }

    private int cap() {
        return body.path("max_completion_tokens").asInt(body.path("max_tokens").asInt(DEFAULT_MAX_TOKENS));
    }

    private Optional<Rejection> formProblem() {
        var format = body.path("response_format").path("json_schema");
        var held = body.path("response_format").path("type").asString("").equals("json_schema")
                ? schemaProblem("response_format", "response_format.json_schema.name", format.path("name"),
                        format.path("strict"), format.path("schema"))
                : Optional.<Rejection>empty();
        return held.or(this::toolProblem).or(this::choiceProblem);
    }

    private Optional<Rejection> schemaProblem(String param, String nameParam, JsonNode name, JsonNode strict,
            JsonNode schema) {
        if (!NAME.matcher(name.asString("")).matches()) {
            return Optional.of(Rejection.invalid(
                    "Invalid '" + nameParam + "': expected a-z, A-Z, 0-9, _ or -.", nameParam));
        }
        var problem = strict.asBoolean(false) && flavour.judgesSchemas() ? StrictSchema.openAi(schema) : null;
        return Optional.ofNullable(problem)
                .map(why -> Rejection.invalid("Invalid schema for " + (param.equals("response_format")
                        ? "response_format"
                        : "function") + " '" + name.asString("") + "': " + why, param));
    }

    private Optional<Rejection> toolProblem() {
        return functions().stream()
                .map(function -> schemaProblem("tools", "tools[0].function.name", function.path("name"),
                        function.path("strict"), function.path("parameters")))
                .flatMap(Optional::stream)
                .findFirst();
    }

    private Optional<Rejection> choiceProblem() {
        var choice = body.path("tool_choice");
        var name = forcedName();
        if (!choice.isMissingNode() && functions().isEmpty()) {
            return Optional.of(Rejection.invalid(
                    "Invalid value for 'tool_choice': 'tool_choice' is only allowed when 'tools' are specified.",
                    "tool_choice"));
        }
        return name == null || names().contains(name)
                ? Optional.empty()
                : Optional.of(
                        Rejection.invalid("Tool choice '" + name + "' not found in 'tools' parameter.", "tool_choice"));
    }

    private List<JsonNode> functions() {
        return body.path("tools").valueStream().map(tool -> tool.path("function")).toList();
    }

    private List<String> names() {
        return functions().stream().map(function -> function.path("name").asString("")).toList();
    }

    /// The tool forced by name; null when none is.
    private @Nullable String forcedName() {
        return body.path("tool_choice").path("function").path("name").stringValueOpt().orElse(null);
    }

    private Intake readMessages() {
        var system = new StringBuilder();
        var turns = new ArrayList<Turn>();
        var messages = body.path("messages");
        for (var i = 0; i < messages.size(); i++) {
            var text = Texts.of(messages.path(i).path("content"));
            var param = "messages.[" + i + "]";
            if (text == null) {
                return Rejection.invalid("Invalid value for 'content': expected a string or an array of parts.",
                        param + ".content");
            }
            switch (messages.path(i).path("role").asString("")) {
                case "system", "developer" -> system.append(text);
                case "user" -> turns.add(new Turn(true, text));
                case "assistant" -> turns.add(new Turn(false, text));
                default -> {
                    return new Rejection(Trouble.INVALID, 400,
                            "Invalid value for 'role'. Supported values are: 'system', 'assistant', 'user', and 'developer'.",
                            param + ".role");
                }
            }
        }
        return new Prompt(body.path("model").asString(""), system.toString(), turns, cap(),
                form().orAsToldIn(system.toString()), List.of());
    }

    private Form form() {
        var choice = body.path("tool_choice").asString("auto");
        var type = body.path("response_format").path("type").asString("text");
        var schema = type.equals("json_schema")
                ? body.path("response_format").path("json_schema").path("schema")
                : null;
        var head = (body.has("tools") ? body.path("tools").toString() : "") + (schema == null ? "" : schema.toString());
        if (!functions().isEmpty() && !choice.equals("none")) {
            var forced = forcedName();
            var name = forced == null ? names().getFirst() : forced;
            return new Form(head, functions().get(names().indexOf(name)).path("parameters"), true,
                    new Form.OfferedTool(name, forced != null || List.of("required", "any").contains(choice)));
        }
        return new Form(head, schema, !type.equals("text"), null);
    }
}
