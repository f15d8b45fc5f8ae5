package dev.penstock.engine;

import java.time.Duration;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Settings that a program gives instead of a file. Written as JSON, which is YAML, so that the readers of the files judge them.
final class SettingsTree {
    private static final JsonMapper JSON = new JsonMapper();

    private final ObjectNode root = JsonNodeFactory.instance.objectNode();

    /// @param key dotted, such as `limits.concurrency`
    /// @param value a text, number, boolean, duration, list or map
    void set(String key, Object value) {
        var node = root;
        var steps = key.split("\\.", -1);
        for (int i = 0; i < steps.length - 1; i++) {
            node = node.withObjectProperty(steps[i]);
        }
        node.set(steps[steps.length - 1],
                JSON.valueToTree(value instanceof Duration time ? time.toMillis() + "ms" : value));
    }

    void set(String key, SettingsTree value) {
        root.set(key, value.root);
    }

    boolean has(String key) {
        return root.has(key);
    }

    @Override
    public String toString() {
        return root.toString();
    }
}
