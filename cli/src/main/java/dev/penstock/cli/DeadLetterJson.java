package dev.penstock.cli;

import dev.penstock.engine.Records;
import dev.penstock.item.Evidence;
import dev.penstock.item.Usage;
import dev.penstock.provider.OutputFormat;
import dev.penstock.provider.Request;
import dev.penstock.store.AttemptRow;
import dev.penstock.store.DeadLetterRow;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.util.RawValue;

/// Dead letters as JSON: the list's lines, and one with everything a person would see.
final class DeadLetterJson {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private DeadLetterJson() {}

    static ObjectNode of(DeadLetterRow row) {
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

    static ObjectNode of(Records.Case found) {
        var node = of(found.letter());
        node.set("evidence", evidence(found.letter().evidence()));
        var attempts = node.putArray("attempts");
        found.attempts().forEach(attempt -> attempts.add(attempt(attempt)));
        found.rendered().ifPresent(ready -> node.set("request", request(ready.request())));
        var reviews = node.putArray("reviews");
        found.reviews()
                .forEach(review -> reviews.addObject()
                        .put("actor", review.actor())
                        .put("action", review.action())
                        .put("reason", review.reason())
                        .put("before", review.before())
                        .put("after", review.after())
                        .put("at", review.at().toString()));
        return node;
    }

    private static ObjectNode attempt(AttemptRow row) {
        var node = JSON.objectNode()
                .put("n", row.intent().n())
                .put("purpose", row.purpose().label())
                .put("failure", row.failureReason())
                .put("detail", row.failureDetail())
                .put("status", row.status())
                .put("stopReason", row.stopReason());
        usage(node, row.usage());
        node.put("costUsd", row.costUsd().toPlainString())
                .put("latencyMs", row.latencyMs())
                .put("requestId", row.requestId())
                .put("model", row.intent().model())
                .put("endpoint", row.intent().endpoint())
                .put("reply", row.reply());
        node.set("evidence", evidence(row.evidence()));
        return node;
    }

    private static void usage(ObjectNode node, @Nullable Usage usage) {
        if (usage == null) {
            node.putNull("usage");
            return;
        }
        node.putObject("usage")
                .put("input", usage.input())
                .put("output", usage.output())
                .put("cacheRead", usage.cacheRead())
                .put("cacheWrite", usage.cacheWrite());
    }

    private static ArrayNode evidence(List<Evidence> evidence) {
        var array = JSON.arrayNode();
        evidence.forEach(one -> array.addObject()
                .put("layer", one.layer())
                .put("rule", one.rule())
                .put("path", one.path())
                .put("message", one.message())
                .put("excerpt", one.excerpt()));
        return array;
    }

    static ObjectNode request(Request request) {
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
            case OutputFormat.JsonSchema(_, var schema) -> node.set("schema", schema);
            case OutputFormat.Tool tool -> node.putObject("tool")
                    .put("name", tool.name())
                    .put("description", tool.description())
                    .put("forced", tool.forced())
                    .set("schema", tool.schema());
        }
    }
}
