package dev.penstock.engine;

import dev.penstock.item.Evidence;
import dev.penstock.item.Usage;
import dev.penstock.store.AttemptRow;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// An attempt as JSON, the same in every file and answer. The shape is a contract (design 5.3): keys are only ever added.
public final class AttemptJson {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private AttemptJson() {}

    /// Without the reply.
    public static ObjectNode of(AttemptRow row) {
        var node = JSON.objectNode()
                .put("n", row.intent().n())
                .put("purpose", row.purpose().label())
                .put("failure", row.failureReason())
                .put("status", row.status())
                .put("stopReason", row.stopReason());
        node.set("usage", row.usage() == null ? JSON.nullNode() : usage(row.usage()));
        node.put("costUsd", RunReport.usd(row.costUsd()))
                .put("latencyMs", row.latencyMs())
                .put("requestId", row.requestId())
                .put("model", row.intent().model())
                .put("endpoint", row.intent().endpoint())
                .put("promptVersion", row.intent().promptVersion())
                .put("detail", row.failureDetail());
        node.set("evidence", evidence(row.evidence()));
        return node;
    }

    public static ArrayNode evidence(List<Evidence> evidence) {
        var array = JSON.arrayNode();
        evidence.forEach(one -> array.addObject()
                .put("layer", one.layer())
                .put("rule", one.rule())
                .put("path", one.path())
                .put("message", one.message())
                .put("excerpt", one.excerpt()));
        return array;
    }

    static JsonNode usage(Usage usage) {
        return JSON.objectNode()
                .put("input", usage.input())
                .put("output", usage.output())
                .put("cacheRead", usage.cacheRead())
                .put("cacheWrite", usage.cacheWrite());
    }
}
