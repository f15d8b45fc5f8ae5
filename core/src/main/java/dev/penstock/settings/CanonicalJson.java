package dev.penstock.settings;

import java.util.Set;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/// YAML nodes as JSON with sorted keys.
final class CanonicalJson {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private CanonicalJson() {}

    static JsonNode of(YamlNode.Mapping mapping, Set<String> without) {
        var object = JSON.objectNode();
        new TreeMap<>(mapping.entries()).forEach((key, entry) -> {
            if (!without.contains(key)) {
                object.set(key, of(entry.value()));
            }
        });
        return object;
    }

    private static JsonNode of(YamlNode node) {
        return switch (node) {
            case YamlNode.Scalar scalar when scalar.isNull() -> JSON.nullNode();
            case YamlNode.Scalar scalar -> JSON.stringNode(scalar.text());
            case YamlNode.Mapping mapping -> of(mapping, Set.of());
            case YamlNode.Sequence(var items, _) -> {
                var array = JSON.arrayNode();
                items.forEach(item -> array.add(of(item)));
                yield array;
            }
        };
    }
}
