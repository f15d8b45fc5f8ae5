package dev.penstock.simulator;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Reading a JSON Schema.
final class Schemas {
    private static final int MAX_HOPS = 20;

    private Schemas() {}

    /// A value in an answer together with the schema it was made for.
    ///
    /// @param schema resolved
    record Leaf(ObjectNode parent, String name, JsonNode schema, boolean required) {
        JsonNode value() {
            return parent.path(name);
        }

        boolean isEnum() {
            return value().isString() && !schema.path("enum").isEmpty();
        }

        /// A string the model words itself.
        boolean isFreeText() {
            return value().isString() && !schema.has("enum") && !schema.has("const") && !schema.has("format")
                    && !schema.has("pattern");
        }
    }

    /// Follows references and takes the first branch that is not null.
    static JsonNode resolve(JsonNode root, JsonNode written) {
        var schema = written;
        for (var hop = 0; hop < MAX_HOPS; hop++) {
            if (schema.has("$ref")) {
                var pointer = schema.path("$ref").asString("").substring(1);
                schema = pointer.isEmpty() ? root : root.at(pointer);
            } else if (schema.has("anyOf") || schema.has("oneOf")) {
                schema = firstBranch(root, schema.has("anyOf") ? schema.path("anyOf") : schema.path("oneOf"));
            } else {
                return schema;
            }
        }
        return schema;
    }

    private static JsonNode firstBranch(JsonNode root, JsonNode branches) {
        for (var branch : branches) {
            if (!branch.path("type").asString("").equals("null")) {
                return branch;
            }
        }
        return branches.isEmpty() ? root : branches.path(0);
    }

    static boolean allowsNull(JsonNode root, JsonNode schema) {
        for (var branch : schema.path("anyOf")) {
            if (allowsNull(root, branch)) {
                return true;
            }
        }
        var type = schema.path("type");
        return type.asString("").equals("null") || contains(type, "null");
    }

    /// The first type that is not null; a string when the schema names none.
    static String type(JsonNode schema) {
        var type = schema.path("type");
        if (type.isString()) {
            return type.stringValue();
        }
        for (var one : type) {
            if (!one.asString("").equals("null")) {
                return one.asString("");
            }
        }
        return schema.has("properties") ? "object" : schema.has("items") ? "array" : "string";
    }

    static boolean requires(JsonNode schema, String property) {
        return contains(schema.path("required"), property);
    }

    static boolean contains(JsonNode array, String text) {
        for (var element : array) {
            if (element.asString("").equals(text)) {
                return true;
            }
        }
        return false;
    }

    /// Every property of an answer, objects inside it and inside its arrays included, outermost first.
    static List<Leaf> leaves(JsonNode root, JsonNode answer) {
        var leaves = new ArrayList<Leaf>();
        collect(root, root, answer, leaves);
        return leaves;
    }

    private static void collect(JsonNode root, JsonNode written, JsonNode value, List<Leaf> into) {
        var schema = resolve(root, written);
        if (value instanceof ObjectNode object) {
            for (var property : schema.path("properties").properties()) {
                if (object.has(property.getKey())) {
                    into.add(new Leaf(object, property.getKey(), resolve(root, property.getValue()),
                            requires(schema, property.getKey())));
                    collect(root, property.getValue(), object.path(property.getKey()), into);
                }
            }
        } else if (value.isArray()) {
            value.forEach(element -> collect(root, schema.path("items"), element, into));
        }
    }

    static Optional<Leaf> longest(List<Leaf> strings) {
        return strings.stream()
                .max((a, b) -> Integer.compare(a.value().asString("").length(), b.value().asString("").length()));
    }
}
