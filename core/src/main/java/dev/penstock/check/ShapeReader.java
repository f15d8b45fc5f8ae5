package dev.penstock.check;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.JsonNode;

/// Reads a schema document into its [Shape]. One shape per subschema, so `$ref` cycles become cycles in the graph.
final class ShapeReader {
    /// The annotation that says how a value must be backed by the item's input.
    static final String GROUNDED = "x-grounded";

    private final JsonNode document;
    private final IdentityHashMap<JsonNode, Shape> read = new IdentityHashMap<>();

    private ShapeReader(JsonNode document) {
        this.document = document;
    }

    static Shape read(@Nullable JsonNode schema) {
        return schema == null ? Shape.ANYTHING : new ShapeReader(schema).shape(schema);
    }

    private Shape shape(JsonNode schema) {
        var known = read.get(schema);
        if (known != null) {
            return known;
        }
        var shape = new Shape();
        read.put(schema, shape);
        shape.never = schema.isBoolean() && !schema.booleanValue();
        if (schema.isObject()) {
            fill(shape, schema);
        }
        return shape;
    }

    private void fill(Shape shape, JsonNode schema) {
        shape.types = types(schema.path("type"));
        shape.listed = listed(schema);
        shape.grounded = Grounding.of(schema.path(GROUNDED).asString("")).orElse(null);
        schema.path("required").values().forEach(name -> shape.required.add(name.asString()));
        schema.path("properties")
                .properties()
                .forEach(field -> shape.properties.put(field.getKey(), shape(field.getValue())));
        schema.path("prefixItems").values().forEach(item -> shape.prefixItems.add(shape(item)));
        shape.items = optional(schema.get("items"));
        shape.additional = schema.has("patternProperties") ? null : optional(schema.get("additionalProperties"));
        schema.path("allOf").values().forEach(part -> shape.all.add(shape(part)));
        addGroup(shape, schema.path("anyOf"));
        addGroup(shape, schema.path("oneOf"));
        addReference(shape, schema.path("$ref").asString(""));
    }

    private static @Nullable Set<JsonType> types(JsonNode type) {
        var names = type.isArray()
                ? type.values().stream().map(JsonNode::asString).toList()
                : List.of(type.asString(""));
        var types = EnumSet.noneOf(JsonType.class);
        for (var known : JsonType.values()) {
            if (names.contains(known.name().toLowerCase(Locale.ROOT))) {
                types.add(known);
            }
        }
        return types.isEmpty() ? null : types;
    }

    private static @Nullable List<JsonNode> listed(JsonNode schema) {
        if (schema.has("const")) {
            return List.of(schema.get("const"));
        }
        return schema.path("enum").isArray() ? List.copyOf(schema.get("enum").values()) : null;
    }

    private @Nullable Shape optional(@Nullable JsonNode schema) {
        return schema == null ? null : shape(schema);
    }

    private void addGroup(Shape shape, JsonNode branches) {
        if (!branches.isEmpty()) {
            shape.any.add(branches.values().stream().map(this::shape).toList());
        }
    }

    /// Only `#` and `#/...` are followed: an anchor or another document is taken to allow anything.
    private void addReference(Shape shape, String reference) {
        if (!reference.equals("#") && !reference.startsWith("#/")) {
            return;
        }
        var target = document.at(JsonPointer.compile(decoded(reference.substring(1))));
        if (!target.isMissingNode()) {
            shape.all.add(shape(target));
        }
    }

    private static String decoded(String fragment) {
        return fragment.contains("%")
                ? URLDecoder.decode(fragment.replace("+", "%2B"), StandardCharsets.UTF_8)
                : fragment;
    }
}
