package dev.penstock.engine;

import dev.penstock.store.PromptUse;
import java.math.BigDecimal;
import java.math.RoundingMode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// A version of a task with what it was used for, as JSON.
public final class PromptVersionJson {
    private PromptVersionJson() {}

    public static ObjectNode of(PromptHistory.Entry entry) {
        var use = entry.use();
        var node = JsonNodeFactory.instance.objectNode()
                .put("version", entry.version())
                .put("onDisk", entry.onDisk())
                .put("gitCommit", entry.gitCommit())
                .put("first", use == null ? null : use.first().toString())
                .put("last", use == null ? null : use.last().toString())
                .put("runs", use == null ? 0 : use.runs())
                .put("items", use == null ? 0 : use.items())
                .put("accepted", use == null ? 0 : use.accepted());
        node.put("costUsd", use == null ? "0" : use.costUsd().stripTrailingZeros().toPlainString());
        node.put("costPerAcceptedUsd",
                use == null || use.accepted() == 0 ? null : perAccepted(use).stripTrailingZeros().toPlainString());
        return node.put("p95Ms", use == null ? 0 : use.p95Ms());
    }

    private static BigDecimal perAccepted(PromptUse use) {
        return use.costUsd().divide(BigDecimal.valueOf(use.accepted()), 12, RoundingMode.HALF_UP);
    }
}
