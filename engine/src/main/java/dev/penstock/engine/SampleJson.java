package dev.penstock.engine;

import dev.penstock.store.SampleRow;
import java.util.Locale;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// A sample as JSON: what `samples list --json`, `show --json` and `export` print, and what a server answers.
public final class SampleJson {
    private static final JsonMapper JSON = new JsonMapper();

    private SampleJson() {}

    public static ObjectNode of(SampleRow row) {
        var numbers = row.numbers();
        var usage = numbers.usage();
        var node = JSON.createObjectNode()
                .put("sample", row.id())
                .put("run", row.item().runId())
                .put("task", row.item().task())
                .put("id", row.item().itemId())
                .put("keptAt", row.keptAt().toString())
                .put("endpoint", numbers.endpoint())
                .put("model", numbers.model())
                .put("promptVersion", numbers.promptVersion())
                .put("attempt", numbers.attempt())
                .put("verdict", numbers.verdict())
                .put("stopReason", numbers.stopReason());
        numbers.flags().forEach(node.putArray("flags")::add);
        if (usage == null) {
            node.putNull("usage");
        } else {
            node.putObject("usage")
                    .put("input", usage.input())
                    .put("output", usage.output())
                    .put("cacheRead", usage.cacheRead())
                    .put("cacheWrite", usage.cacheWrite());
        }
        node.put("costUsd", numbers.costUsd().stripTrailingZeros().toPlainString())
                .put("latencyMs", numbers.latencyMs());
        text(row, node);
        judgement(row, node);
        return node;
    }

    private static void text(SampleRow row, ObjectNode node) {
        var text = row.text();
        node.put("erased", text == null).put("system", text == null ? null : text.system());
        var messages = node.putArray("messages");
        if (text != null) {
            text.messages()
                    .forEach(message -> messages.addObject()
                            .put("role", message.role().name().toLowerCase(Locale.ROOT))
                            .put("text", message.text()));
        }
        node.put("reply", text == null ? null : text.reply());
    }

    private static void judgement(SampleRow row, ObjectNode node) {
        var judgement = row.judgement();
        node.put("judged", judgement == null ? null : judgement.good() ? "good" : "bad")
                .put("judgedBy", judgement == null ? null : judgement.actor())
                .put("judgedAt", judgement == null ? null : judgement.at().toString())
                .put("reason", judgement == null ? null : judgement.reason());
    }
}
