package dev.penstock.engine;

import dev.penstock.provider.OutputFormat;
import dev.penstock.provider.Request;
import dev.penstock.store.DeadLetterRow;
import dev.penstock.store.DeadLetters.Reviewed;
import dev.penstock.store.ReviewRow;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.util.RawValue;

/// Dead letters and the decisions about them as JSON: the list's lines, and one with everything a person would see.
public final class DeadLetterJson {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private DeadLetterJson() {}

    /// As in a list.
    public static ObjectNode of(DeadLetterRow row) {
        var node = JSON.objectNode()
                .put("deadLetter", row.id())
                .put("run", row.item().runId())
                .put("id", row.item().id())
                .put("line", row.item().line())
                .put("task", row.task())
                .put("reason", row.reason())
                .put("detail", row.detail())
                .put("status", row.status())
                .put("version", row.version())
                .put("createdAt", row.createdAt().toString());
        node.putRawValue("input", new RawValue(row.item().record()));
        return node;
    }

    /// With attempts, replies, the request and the decisions.
    public static ObjectNode of(Records.Case found) {
        var node = of(found.letter());
        node.set("evidence", AttemptJson.evidence(found.letter().evidence()));
        var attempts = node.putArray("attempts");
        found.attempts().forEach(attempt -> attempts.add(AttemptJson.of(attempt).put("reply", attempt.reply())));
        found.rendered().ifPresent(ready -> node.set("request", request(ready.request())));
        node.set("reviews", reviews(found.reviews()));
        return node;
    }

    public static ArrayNode reviews(List<ReviewRow> reviews) {
        var array = JSON.arrayNode();
        reviews.forEach(review -> array.add(review(review)));
        return array;
    }

    /// A line of the log.
    public static ObjectNode of(Reviewed reviewed) {
        var node = JSON.objectNode()
                .put("deadLetter", reviewed.review().deadLetterId())
                .put("run", reviewed.runId())
                .put("id", reviewed.itemId())
                .put("task", reviewed.task())
                .put("failure", reviewed.reason());
        return node.setAll(review(reviewed.review()));
    }

    private static ObjectNode review(ReviewRow review) {
        var node = JSON.objectNode()
                .put("actor", review.actor())
                .put("action", review.action())
                .put("reason", review.reason())
                .put("overrides", review.overrides());
        raw(node, "before", review.output().before());
        raw(node, "after", review.output().after());
        return node.put("promptBefore", review.prompt().before())
                .put("promptAfter", review.prompt().after())
                .put("at", review.at().toString());
    }

    private static void raw(ObjectNode node, String name, @Nullable String json) {
        if (json == null || json.isBlank()) {
            node.putNull(name);
        } else {
            node.putRawValue(name, new RawValue(json));
        }
    }

    /// A request as it is sent, whatever the provider.
    public static ObjectNode request(Request request) {
        var node = JSON.objectNode()
                .put("model", request.model())
                .put("maxOutputTokens", request.maxOutputTokens())
                .put("system", request.system());
        var messages = node.putArray("messages");
        request.messages()
                .forEach(message -> messages.addObject()
                        .put("role", message.role().name().toLowerCase(Locale.ROOT))
                        .put("text", message.text()));
        putFormat(node, request.format());
        return node;
    }

    private static void putFormat(ObjectNode node, OutputFormat format) {
        switch (format) {
            case OutputFormat.Text _ -> {
                // The prompt says it all.
            }
            case OutputFormat.JsonMode _ -> node.put("jsonMode", true);
            case OutputFormat.JsonSchema(_, var schema, _) -> node.set("schema", schema);
            case OutputFormat.Tool tool -> node.putObject("tool")
                    .put("name", tool.name())
                    .put("description", tool.description())
                    .put("forced", tool.forced())
                    .set("schema", tool.schema());
        }
    }
}
