package dev.penstock.engine.audit;

import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.MissingNode;

/// Where the reply stands in the rows of a file, in the forms that providers' files and teams' exports have.
sealed interface ReplyPlace {
    RowReply in(JsonNode row);

    /// The field, as the user would name it.
    String field();

    /// A field of its own.
    ///
    /// @param stopReason null when the rows do not say it
    record Field(FieldPath output, @Nullable FieldPath stopReason) implements ReplyPlace {
        @Override
        public RowReply in(JsonNode row) {
            return RowReply.of(output.in(row), stopReason == null ? null : text(stopReason.in(row)));
        }

        @Override
        public String field() {
            return output.text();
        }
    }

    /// A chat completion as OpenAI and most others answer it, such as in the output of OpenAI's batch API.
    record ChatCompletion(FieldPath at) implements ReplyPlace {
        @Override
        public RowReply in(JsonNode row) {
            var choice = at.opened(at.in(row)).path("choices").path(0);
            var message = choice.path("message");
            if (!message.isObject()) {
                return RowReply.failed(error(row));
            }
            var refused = !message.path("refusal").asString("").isBlank();
            return new RowReply(content(message), text(choice.path("finish_reason")), refused, null);
        }

        /// A structured reply may come as the arguments of a function call.
        private static JsonNode content(JsonNode message) {
            var arguments = message.path("tool_calls").path(0).path("function").path("arguments");
            var content = message.path("content");
            return arguments.isMissingNode() || !textOf(content).isBlank() ? joined(content) : arguments;
        }

        @Override
        public String field() {
            return at.then("choices.0.message.content").text();
        }
    }

    /// A message as Anthropic answers it, such as in the results of its batch API.
    record Message(FieldPath at) implements ReplyPlace {
        @Override
        public RowReply in(JsonNode row) {
            var message = at.opened(at.in(row));
            if (!message.path("content").isArray()) {
                return RowReply.failed(error(row));
            }
            var stopReason = text(message.path("stop_reason"));
            return RowReply.of(content(message.path("content")), stopReason);
        }

        private static JsonNode content(JsonNode content) {
            return content.valueStream()
                    .filter(block -> "tool_use".equals(block.path("type").asString("")))
                    .map(block -> block.path("input"))
                    .findFirst()
                    .filter(_ -> textOf(content).isBlank())
                    .orElseGet(() -> joined(content));
        }

        @Override
        public String field() {
            return at.then("content").text();
        }
    }

    /// A response of OpenAI's Responses API.
    record Response(FieldPath at) implements ReplyPlace {
        @Override
        public RowReply in(JsonNode row) {
            var response = at.opened(at.in(row));
            if (!response.path("output").isArray()) {
                return RowReply.failed(error(row));
            }
            var parts = response.path("output")
                    .valueStream()
                    .flatMap(item -> item.path("content").valueStream())
                    .toList();
            var refused = parts.stream().anyMatch(part -> part.path("type").asString("").equals("refusal"));
            var text = parts.stream().map(part -> part.path("text").asString("")).collect(Collectors.joining());
            var stopReason = Optional.ofNullable(text(response.path("incomplete_details").path("reason")))
                    .orElseGet(() -> text(response.path("status")));
            return new RowReply(JsonNodeFactory.instance.stringNode(text), stopReason, refused, null);
        }

        @Override
        public String field() {
            return at.then("output").text();
        }
    }

    /// The last turn of a conversation, as in files for fine-tuning.
    record Conversation(FieldPath messages) implements ReplyPlace {
        @Override
        public RowReply in(JsonNode row) {
            var turns = messages.opened(messages.in(row));
            var last = turns.path(turns.size() - 1);
            return RowReply.of(isReply(last) ? joined(last.path("content")) : MissingNode.getInstance(), null);
        }

        static boolean isReply(JsonNode turn) {
            return turn.path("role").asString("").equals("assistant");
        }

        @Override
        public String field() {
            return messages.text() + " (the last turn)";
        }
    }

    private static JsonNode joined(JsonNode content) {
        return content.isArray() ? JsonNodeFactory.instance.stringNode(textOf(content)) : content;
    }

    private static String textOf(JsonNode content) {
        return content.isArray()
                ? content.valueStream().map(part -> part.path("text").asString("")).collect(Collectors.joining())
                : content.asString("");
    }

    private static @Nullable String text(JsonNode node) {
        return node.isString() && !node.stringValue().isBlank() ? node.stringValue().strip() : null;
    }

    /// What a batch says of a request that got no reply.
    private static String error(JsonNode row) {
        return Stream
                .of("error.code", "response.body.error.code", "response.body.error.type", "result.error.error.type",
                        "result.type", "error.type", "error.message", "error")
                .map(path -> text(FieldPath.of(path).in(row)))
                .flatMap(text -> Optional.ofNullable(text).stream())
                .findFirst()
                .or(() -> Optional.of(FieldPath.of("response.status_code").in(row))
                        .filter(JsonNode::isNumber)
                        .map(status -> "status " + status.asString()))
                .orElse("");
    }
}
