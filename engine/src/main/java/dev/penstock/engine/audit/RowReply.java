package dev.penstock.engine.audit;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/// What one row says the model answered.
///
/// @param output a text or JSON; missing or null when there is none
/// @param stopReason as the provider said it; null when the row does not say
/// @param refused whether the provider said in a field of its own that the model refused
/// @param error what the provider answered instead of a reply; null when it gave one
record RowReply(JsonNode output, @Nullable String stopReason, boolean refused, @Nullable String error) {
    static RowReply of(JsonNode output, @Nullable String stopReason) {
        return new RowReply(output, stopReason, false, null);
    }

    static RowReply failed(String error) {
        return new RowReply(MissingNode.getInstance(), null, false, error);
    }

    /// Whether there is anything to judge.
    boolean present() {
        return !output.isMissingNode() && !output.isNull();
    }
}
