package dev.penstock.engine.audit;

import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.MissingNode;
import tools.jackson.databind.node.ObjectNode;

/// How the rows of one file are read.
///
/// @param input null when no one field holds it
/// @param id null when rows have none
record RowShape(ReplyPlace reply, @Nullable FieldPath input, @Nullable FieldPath id) {
    /// The id of a row; empty when it has none.
    String id(JsonNode row) {
        var value = id == null ? MissingNode.getInstance() : id.in(row);
        return value.isString() || value.isNumber() ? value.asString().strip() : "";
    }

    /// What the model was asked, as far as the row tells; missing when it does not.
    JsonNode input(JsonNode row) {
        if (input != null) {
            return withoutReply(input.opened(input.in(row)));
        }
        return switch (reply) {
            case ReplyPlace.Conversation(var messages) -> withoutReply(messages.opened(messages.in(row)));
            case ReplyPlace.Field(var output, var stopReason) -> rest(row, output, stopReason);
            case ReplyPlace.ChatCompletion _,ReplyPlace.Message _,ReplyPlace.Response _ -> MissingNode.getInstance();
        };
    }

    /// A conversation up to its last answer; anything else as it is.
    private static JsonNode withoutReply(JsonNode asked) {
        if (!(asked instanceof ArrayNode turns) || !ReplyPlace.Conversation.isReply(turns.path(turns.size() - 1))) {
            return asked;
        }
        var before = turns.deepCopy();
        before.remove(before.size() - 1);
        return before;
    }

    /// Whatever else stands in the row.
    private JsonNode rest(JsonNode row, FieldPath output, @Nullable FieldPath stopReason) {
        var rest = (ObjectNode) row.deepCopy();
        Stream.of(Optional.of(output), Optional.ofNullable(stopReason), Optional.ofNullable(id))
                .flatMap(Optional::stream)
                .forEach(path -> rest.remove(rest.has(path.text()) ? path.text() : path.steps().getFirst()));
        return rest.isEmpty() ? MissingNode.getInstance() : rest;
    }
}
