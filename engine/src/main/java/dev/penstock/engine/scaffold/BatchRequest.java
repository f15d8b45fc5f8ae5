package dev.penstock.engine.scaffold;

import dev.penstock.engine.CannotStartException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// One line of a request file for OpenAI's batch API.
///
/// @param place file and line, for errors
/// @param id its `custom_id`; empty when it has none
/// @param system all system and developer messages; empty when there is none
/// @param turns between the system message and the last one: few-shot examples
/// @param user the last message
record BatchRequest(String place, String id, String system, List<Turn> turns, String user, JsonNode body) {
    /// One message before the last.
    record Turn(boolean fromUser, String text) {}

    /// @throws CannotStartException if the line is no such request
    static BatchRequest read(String place, JsonNode line) {
        var body = line.path("body");
        if (!body.isObject()) {
            throw wrong(place, "has no `body`",
                    "each line is {\"custom_id\":...,\"body\":{\"model\":...,\"messages\":[...]}}");
        }
        var turns = new ArrayList<Turn>();
        var system = new ArrayList<String>();
        for (var message : messages(place, body)) {
            var text = text(place, message.path("content"));
            switch (message.path("role").asString("")) {
                case "system", "developer" -> system.add(text);
                case "user" -> turns.add(new Turn(true, text));
                case "assistant" -> turns.add(new Turn(false, text));
                default -> throw wrong(place, "has a message that is not from system, user or assistant",
                        "tool calls have no place in a task");
            }
        }
        if (turns.isEmpty() || !turns.getLast().fromUser()) {
            throw wrong(place, "does not end with a user message", "the last message is what a task answers");
        }
        var user = turns.removeLast().text();
        return new BatchRequest(place, line.path("custom_id").asString("").strip(), String.join("\n\n", system),
                List.copyOf(turns), user, body);
    }

    private static Iterable<JsonNode> messages(String place, JsonNode body) {
        var messages = body.path("messages");
        if (!messages.isArray() || messages.isEmpty()) {
            throw wrong(place, "has no `body.messages`", body.has("input")
                    ? "it asks for a response or an embedding; only chat completions can be taken over"
                    : "only chat completions can be taken over");
        }
        return messages;
    }

    private static String text(String place, JsonNode content) {
        if (content.isString()) {
            return lineBreaks(content.stringValue());
        }
        if (content.isArray() && content.valueStream().allMatch(part -> part.path("text").isString())) {
            return lineBreaks(
                    content.valueStream().map(part -> part.path("text").asString()).collect(Collectors.joining()));
        }
        throw wrong(place, "has a message that is not text", "images and files have no place in a task");
    }

    private static String lineBreaks(String text) {
        return text.replace("\r\n", "\n");
    }

    /// The output cap; null when the request has none.
    @Nullable
    Integer maxTokens() {
        var cap = body.path("max_completion_tokens").isNumber()
                ? body.path("max_completion_tokens")
                : body.path("max_tokens");
        return cap.canConvertToInt() && cap.asInt() > 0 ? cap.asInt() : null;
    }

    /// The schema of the answer; missing when there is none.
    JsonNode schema() {
        return body.path("response_format").path("json_schema").path("schema");
    }

    private static CannotStartException wrong(String place, String what, String next) {
        return new CannotStartException(place + ": the request " + what, next + "; nothing was written");
    }
}
