package dev.penstock.provider;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/// Counts a fitted schema against what a provider's server accepts.
final class SchemaSize {
    private int properties;
    private int depth;
    private int enumValues;
    private int nameCharacters;
    private int optionalProperties;
    private int unions;

    SchemaSize(JsonNode fitted) {
        count(fitted, 0);
        fitted.path("$defs").propertyStream().forEach(entry -> {
            nameCharacters += entry.getKey().length();
            count(entry.getValue(), 0);
        });
    }

    private void count(JsonNode schema, int objectsAbove) {
        boolean object = schema.has("properties");
        int objects = objectsAbove + (object ? 1 : 0);
        depth = Math.max(depth, objects);
        if (schema.has("anyOf") || schema.path("type").isArray()) {
            unions++;
        }
        schema.path("enum").forEach(value -> {
            enumValues++;
            nameCharacters += value.asString("").length();
        });
        optionalProperties += schema.path("properties").size() - schema.path("required").size();
        schema.path("properties").propertyStream().forEach(entry -> {
            properties++;
            nameCharacters += entry.getKey().length();
            count(entry.getValue(), objects);
        });
        schema.path("anyOf").forEach(branch -> count(branch, objects));
        if (schema.has("items")) {
            count(schema.path("items"), objects);
        }
    }

    /// One sentence for each limit that is passed.
    List<String> beyond(SchemaSubset subset) {
        var limits = subset.limits();
        var problems = new ArrayList<String>();
        check(problems, subset, "properties", properties, limits.properties());
        check(problems, subset, "objects within objects", depth, limits.depth());
        check(problems, subset, "enum values", enumValues, limits.enumValues());
        check(problems, subset, "characters of names and enum values", nameCharacters, limits.nameCharacters());
        check(problems, subset, "optional properties", optionalProperties, limits.optionalProperties());
        check(problems, subset, "properties that are a choice of types or may be null", unions, limits.unions());
        return problems;
    }

    private static void check(List<String> problems, SchemaSubset subset, String what, int count, int limit) {
        if (count > limit) {
            problems.add(
                    "schema.json has " + count + " " + what + "; " + subset.provider() + " accepts at most " + limit);
        }
    }
}
