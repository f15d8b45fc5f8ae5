package dev.penstock.engine;

import dev.penstock.store.ItemRow;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.util.RawValue;

/// What became of items as JSON, the same in output files and over HTTP.
public final class OutcomeJson {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private OutcomeJson() {}

    /// `{"id","status":"accepted","output","meta"}`.
    public static ObjectNode of(Outcome.Accepted accepted) {
        var node = JSON.objectNode().put("id", accepted.id()).put("status", "accepted");
        node.set("output", accepted.output());
        node.set("meta", meta(accepted.meta()));
        return node;
    }

    /// A line of a run's list of items.
    public static ObjectNode of(ItemRow row) {
        var node = JSON.objectNode().put("id", row.item().id()).put("line", row.item().line());
        switch (row) {
            case ItemRow.Pending _ -> node.put("status", "pending");
            case ItemRow.Accepted(_, var accepted) -> {
                node.put("status", "accepted").putRawValue("output", new RawValue(accepted.output()));
                node.set("meta", meta(Outcomes.meta(accepted)));
            }
            case ItemRow.Dead(var letter) -> node.put("status",
                    letter.status().equals("discarded") ? "discarded" : "dead-lettered")
                    .put("deadLetter", letter.id())
                    .put("reason", letter.reason())
                    .put("detail", letter.detail());
        }
        return node;
    }

    static ObjectNode meta(Outcome.Meta meta) {
        var node = JSON.objectNode()
                .put("model", meta.model())
                .put("endpoint", meta.endpoint())
                .put("promptVersion", meta.promptVersion())
                .put("attempts", meta.attempts())
                .put("stopReason", meta.stopReason());
        node.set("usage", AttemptJson.usage(meta.usage()));
        node.put("costUsd", RunReport.usd(meta.costUsd())).put("latencyMs", meta.latency().toMillis());
        meta.flags().forEach(node.putArray("flags")::add);
        return node;
    }
}
