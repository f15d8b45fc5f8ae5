package dev.penstock.provider;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Remembers how each task's schema looks in one provider's subset, so that it is fitted once and not once per call. Safe
/// for use by many threads.
///
/// @param <T> the form in which the SDK wants it
public final class StrictSchemas<T> {
    private static final JsonMapper JSON = JsonMapper.shared();
    /// Far more than any project has tasks; it only bounds the memory of a caller that makes up schemas as it goes.
    private static final int MOST = 1000;

    private final Map<JsonNode, T> fitted = new ConcurrentHashMap<>();
    private final SchemaSubset subset;
    private final Function<JsonNode, T> form;

    public StrictSchemas(SchemaSubset subset, Function<JsonNode, T> form) {
        this.subset = subset;
        this.form = form;
    }

    /// The schema in the subset, in the SDK's form.
    ///
    /// @throws IllegalArgumentException if the subset cannot express it; see [#problems]
    public T of(JsonNode schema) {
        var known = fitted.get(schema);
        return known != null ? known : fit(schema);
    }

    private T fit(JsonNode schema) {
        var strict = StrictSchema.fit(schema, subset);
        if (!strict.problems().isEmpty()) {
            throw new IllegalArgumentException(strict.problems().getFirst());
        }
        if (fitted.size() >= MOST) {
            fitted.clear();
        }
        return fitted.computeIfAbsent(schema, _ -> form.apply(strict.schema()));
    }

    /// What the subset cannot express of the schema, one sentence each.
    public List<String> problems(JsonNode schema) {
        return StrictSchema.fit(schema, subset).problems();
    }

    /// A JSON tree as plain maps, lists and values, which both SDKs take.
    public static Object plain(JsonNode node) {
        return JSON.treeToValue(node, Object.class);
    }
}
