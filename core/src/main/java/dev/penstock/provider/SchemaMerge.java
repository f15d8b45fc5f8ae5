package dev.penstock.provider;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Makes one schema of two that must both hold. Where they constrain the same thing in ways that cannot be said at once,
/// such as two patterns, the first is kept: the full schema is checked afterwards anyway.
final class SchemaMerge {
    private static final Set<String> LOWER_BOUNDS = Set.of("minimum", "exclusiveMinimum", "minLength", "minItems",
            "minProperties");
    private static final Set<String> UPPER_BOUNDS = Set.of("maximum", "exclusiveMaximum", "maxLength", "maxItems",
            "maxProperties");
    private static final Set<String> CHOICES = Set.of("anyOf", "oneOf", "$ref");
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private SchemaMerge() {}

    /// The schema that holds where both hold; empty if no single schema can say it.
    static Optional<ObjectNode> both(ObjectNode first, ObjectNode second) {
        var merged = first.deepCopy();
        for (var entry : second.properties()) {
            var existing = merged.get(entry.getKey());
            var value = existing == null
                    ? Optional.of(entry.getValue())
                    : merge(entry.getKey(), existing, entry.getValue());
            if (value.isEmpty()) {
                return Optional.empty();
            }
            merged.set(entry.getKey(), value.get());
        }
        return Optional.of(merged);
    }

    private static Optional<JsonNode> merge(String keyword, JsonNode a, JsonNode b) {
        if (a.equals(b)) {
            return Optional.of(a);
        }
        if (LOWER_BOUNDS.contains(keyword) || UPPER_BOUNDS.contains(keyword)) {
            boolean keepA = a.asDouble(0) >= b.asDouble(0) == LOWER_BOUNDS.contains(keyword);
            return Optional.of(keepA ? a : b);
        }
        return switch (keyword) {
            case "type" -> nonEmpty(types(a, b));
            case "enum" -> nonEmpty(common(a, b));
            case "const" -> Optional.empty();
            case "required" -> Optional.of(union(a, b));
            case "properties" -> members(a, b);
            case "items" -> schemas(a, b);
            case "additionalProperties", "unevaluatedProperties" -> Optional.of(a.isBoolean() && a.asBoolean() ? b : a);
            case "uniqueItems" -> Optional.of(NODES.booleanNode(a.asBoolean(false) || b.asBoolean(false)));
            case "description" -> Optional.of(NODES.stringNode(a.asString("") + " " + b.asString("")));
            default -> CHOICES.contains(keyword) ? Optional.empty() : Optional.of(a);
        };
    }

    private static Optional<JsonNode> schemas(JsonNode a, JsonNode b) {
        if (a instanceof ObjectNode first && b instanceof ObjectNode second) {
            // A reference beside other keywords is taken apart later, when the merged schema is fitted.
            return first.has("$ref") || second.has("$ref")
                    ? Optional.of(allOf(first, second))
                    : both(first, second).map(JsonNode.class::cast);
        }
        return Optional.of(a.isBoolean() && a.asBoolean() ? b : a);
    }

    private static JsonNode allOf(JsonNode a, JsonNode b) {
        return NODES.objectNode().set("allOf", NODES.arrayNode().add(a).add(b));
    }

    private static Optional<JsonNode> members(JsonNode a, JsonNode b) {
        var merged = (ObjectNode) a.deepCopy();
        for (var entry : b.properties()) {
            var existing = merged.get(entry.getKey());
            var value = existing == null ? Optional.of(entry.getValue()) : schemas(existing, entry.getValue());
            if (value.isEmpty()) {
                return Optional.empty();
            }
            merged.set(entry.getKey(), value.get());
        }
        return Optional.of(merged);
    }

    private static ArrayNode types(JsonNode a, JsonNode b) {
        var both = NODES.arrayNode();
        var second = names(b);
        for (var type : names(a)) {
            if (second.contains(type) || (type.equals("integer") && second.contains("number"))) {
                both.add(type);
            } else if (type.equals("number") && second.contains("integer")) {
                both.add("integer");
            }
        }
        return both;
    }

    private static List<String> names(JsonNode type) {
        var names = new ArrayList<String>();
        if (type.isString()) {
            names.add(type.asString());
        }
        type.forEach(name -> names.add(name.asString("")));
        return names;
    }

    private static ArrayNode common(JsonNode a, JsonNode b) {
        var both = NODES.arrayNode();
        a.valueStream().filter(value -> b.valueStream().anyMatch(value::equals)).forEach(both::add);
        return both;
    }

    private static ArrayNode union(JsonNode a, JsonNode b) {
        var all = NODES.arrayNode().addAll((ArrayNode) a);
        b.valueStream().filter(name -> a.valueStream().noneMatch(name::equals)).forEach(all::add);
        return all;
    }

    private static Optional<JsonNode> nonEmpty(ArrayNode values) {
        return values.isEmpty() ? Optional.empty() : Optional.of(values);
    }
}
