package dev.penstock.simulator;

import java.util.List;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// The subsets of JSON Schema that the providers take.
final class StrictSchema {
    private static final List<String> NOT_ON_ANTHROPIC = List.of("minimum", "maximum", "exclusiveMinimum",
            "exclusiveMaximum", "multipleOf", "minLength", "maxLength", "maxItems", "uniqueItems");
    private static final List<String> NOT_ON_OPENAI = List.of("allOf", "oneOf", "not", "dependentRequired",
            "dependentSchemas", "if", "then", "else", "patternProperties");

    private StrictSchema() {}

    /// Why Anthropic would refuse the schema, null when it would not.
    static @Nullable String anthropic(JsonNode schema) {
        if (!schema.isObject()) {
            return "Input should be a valid dictionary";
        }
        return firstProblem(schema, "", StrictSchema::anthropicProblem);
    }

    /// Why OpenAI would refuse the schema in strict mode, null when it would not.
    static @Nullable String openAi(JsonNode schema) {
        if (!schema.isObject() || !schema.path("type").asString("").equals("object")) {
            return "schema must be a JSON Schema of 'type: \"object\"'.";
        }
        if (schema.has("anyOf")) {
            return "In context=(), 'anyOf' is not permitted at the top level.";
        }
        return firstProblem(schema, "", StrictSchema::openAiProblem);
    }

    private static @Nullable String anthropicProblem(JsonNode schema, String path) {
        if (isObject(schema)
                && !schema.path("additionalProperties").equals(Texts.JSON.getNodeFactory().booleanNode(false))) {
            return "For 'object' type, 'additionalProperties' must be explicitly set to false";
        }
        for (var keyword : NOT_ON_ANTHROPIC) {
            if (schema.has(keyword)) {
                return "For '" + schema.path("type").asString("any") + "' type, property '" + keyword
                        + "' is not supported";
            }
        }
        return null;
    }

    private static @Nullable String openAiProblem(JsonNode schema, String path) {
        var context = "In context=(" + path + "), ";
        for (var keyword : NOT_ON_OPENAI) {
            if (schema.has(keyword)) {
                return context + "'" + keyword + "' is not permitted.";
            }
        }
        if (!isObject(schema)) {
            return null;
        }
        if (schema.path("additionalProperties").asBoolean(true)) {
            return context + "'additionalProperties' is required to be supplied and to be false.";
        }
        for (var name : schema.path("properties").propertyNames()) {
            if (!contains(schema.path("required"), name)) {
                return context + "'required' is required to be supplied and to be an array including every key in "
                        + "properties. Missing '" + name + "'.";
            }
        }
        return null;
    }

    private static boolean isObject(JsonNode schema) {
        var type = schema.path("type");
        return type.asString("").equals("object") || contains(type, "object") || schema.has("properties");
    }

    private static boolean contains(JsonNode array, String text) {
        for (var element : array) {
            if (element.asString("").equals(text)) {
                return true;
            }
        }
        return false;
    }

    /// Walks schemas only, so that a property that happens to be called `minimum` is not taken for a keyword.
    private static @Nullable String firstProblem(JsonNode schema, String path,
            BiFunction<JsonNode, String, @Nullable String> judge) {
        if (!schema.isObject()) {
            return null;
        }
        var problem = judge.apply(schema, path);
        for (var container : List.of("properties", "$defs", "definitions")) {
            for (var child : schema.path(container).properties()) {
                if (problem == null) {
                    problem = firstProblem(child.getValue(), path + "'" + container + "', '" + child.getKey() + "', ",
                            judge);
                }
            }
        }
        for (var container : List.of("items", "additionalProperties")) {
            if (problem == null) {
                problem = firstProblem(schema.path(container), path + "'" + container + "', ", judge);
            }
        }
        for (var container : List.of("anyOf", "allOf", "oneOf", "prefixItems")) {
            for (var child : schema.path(container)) {
                if (problem == null) {
                    problem = firstProblem(child, path + "'" + container + "', ", judge);
                }
            }
        }
        return problem;
    }
}
