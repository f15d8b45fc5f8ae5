package dev.penstock.provider;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Fits schemas of plain types: values, lists, objects. Belongs to one [SchemaFitting].
final class SchemaTypes {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final List<String> STRING = List.of("minLength", "maxLength", "pattern", "format");
    private static final List<String> NUMBER = List.of("minimum", "exclusiveMinimum", "maximum", "exclusiveMaximum",
            "multipleOf");
    private static final List<String> ARRAY = List.of("minItems", "maxItems", "uniqueItems");
    private static final List<String> OBJECT = List.of("properties", "required", "additionalProperties",
            "patternProperties", "minProperties",
            "maxProperties", "propertyNames");
    private static final Map<String, List<String>> KEYWORDS_OF_TYPE = Map.of("string", STRING, "number", NUMBER,
            "integer", NUMBER, "array", ARRAY);
    /// Regular expressions beyond the common core (look-around, back references, classes by name) that grammars refuse.
    private static final String BEYOND_PLAIN_REGEX = "(?s).*(\\(\\?|\\\\[bBpPkAzZG1-9]).*";

    private final SchemaFitting fitting;
    private final SchemaSubset subset;
    private int optionalLeft;

    SchemaTypes(SchemaFitting fitting, SchemaSubset subset) {
        this.fitting = fitting;
        this.subset = subset;
        this.optionalLeft = subset.allRequired() ? 0 : subset.limits().optionalProperties();
    }

    ObjectNode fit(ObjectNode schema, String at) {
        if (schema.has("enum") || schema.has("const")) {
            return enumeration(schema, at);
        }
        var types = types(schema);
        if (types.isEmpty()) {
            fitting.problem(at, "has no type; give it one");
            return NODES.objectNode();
        }
        boolean nullable = types.remove("null");
        if (types.isEmpty()) {
            return started(schema).put("type", "null");
        }
        var fitted = types.size() == 1 ? single(schema, types.iterator().next(), at) : several(schema, types, at);
        return nullable ? nullable(fitted) : fitted;
    }

    /// The declared types, or those the keywords speak of.
    private static Set<String> types(ObjectNode schema) {
        var type = schema.path("type");
        var types = new LinkedHashSet<String>();
        if (type.isString()) {
            types.add(type.asString());
        } else if (type.isArray()) {
            type.forEach(name -> types.add(name.asString("")));
        } else {
            implied(schema, types);
        }
        if (types.contains("number")) {
            types.remove("integer");
        }
        return types;
    }

    private static void implied(ObjectNode schema, Set<String> types) {
        if (OBJECT.stream().anyMatch(schema::has)) {
            types.add("object");
        } else if (schema.has("items") || schema.has("prefixItems") || ARRAY.stream().anyMatch(schema::has)) {
            types.add("array");
        } else if (STRING.stream().anyMatch(schema::has)) {
            types.add("string");
        } else if (NUMBER.stream().anyMatch(schema::has)) {
            types.add("number");
        }
    }

    private ObjectNode several(ObjectNode schema, Set<String> types, String at) {
        var fitted = started(schema);
        var branch = schema.deepCopy();
        branch.remove("description");
        var choice = fitted.putArray("anyOf");
        types.forEach(type -> choice.add(single(branch, type, at)));
        return fitted;
    }

    private ObjectNode single(ObjectNode schema, String type, String at) {
        return switch (type) {
            case "object" -> object(schema, at);
            case "array" -> array(schema, at);
            case "string", "number", "integer", "boolean" ->
                constrained(started(schema).put("type", type), schema, type);
            default -> {
                fitting.problem(at, "has the unknown type '" + OneLine.of(type, 40) + "'");
                yield NODES.objectNode();
            }
        };
    }

    private static ObjectNode started(ObjectNode schema) {
        var fitted = NODES.objectNode();
        Stream.of("title", "description")
                .filter(name -> schema.path(name).isString())
                .forEach(name -> fitted.set(name, schema.get(name)));
        return fitted;
    }

    private ObjectNode constrained(ObjectNode fitted, ObjectNode schema, String type) {
        var hints = new SchemaHints();
        for (var keyword : KEYWORDS_OF_TYPE.getOrDefault(type, List.of())) {
            var value = schema.get(keyword);
            if (value != null && expressible(keyword, value)) {
                fitted.set(keyword, value);
            } else if (value != null) {
                hints.add(keyword, value);
            }
        }
        hints.describe(fitted);
        return fitted;
    }

    private boolean expressible(String keyword, JsonNode value) {
        return subset.keywords().contains(keyword) && switch (keyword) {
            case "format" -> subset.formats().contains(value.asString(""));
            case "minItems" -> value.asInt(0) <= subset.maxMinItems();
            case "pattern" -> !value.asString("").matches(BEYOND_PLAIN_REGEX);
            default -> true;
        };
    }

    /// A fixed set of values, of which only those of the declared types can occur.
    private ObjectNode enumeration(ObjectNode schema, String at) {
        var declared = types(schema);
        var values = schema.has("const") ? List.of(schema.get("const")) : List.copyOf(schema.get("enum").values());
        if (values.stream().anyMatch(JsonNode::isContainer)) {
            fitting.problem(at, "lists objects or arrays as its values, which cannot be expressed");
            return NODES.objectNode();
        }
        var kept = NODES.arrayNode();
        var types = new LinkedHashSet<String>();
        for (var value : new LinkedHashSet<>(values)) {
            var type = typeOf(value);
            if (declared.isEmpty() || declared.contains(type)
                    || (type.equals("integer") && declared.contains("number"))) {
                kept.add(value);
                types.add(type);
            }
        }
        if (kept.isEmpty()) {
            fitting.problem(at, "lists no value of its own type");
        }
        return withTypes(started(schema), types).set("enum", kept);
    }

    private static String typeOf(JsonNode value) {
        return switch (value.getNodeType()) {
            case STRING -> "string";
            case BOOLEAN -> "boolean";
            case NUMBER -> value.isIntegralNumber() ? "integer" : "number";
            case NULL -> "null";
            case ARRAY, BINARY, MISSING, OBJECT, POJO -> throw new IllegalArgumentException("not a plain value");
        };
    }

    private static ObjectNode withTypes(ObjectNode fitted, Set<String> types) {
        if (types.contains("number")) {
            types.remove("integer");
        }
        if (types.size() == 1) {
            return fitted.put("type", types.iterator().next());
        }
        types.forEach(fitted.putArray("type")::add);
        return fitted;
    }

    private ObjectNode array(ObjectNode schema, String at) {
        var items = schema.path("items");
        if (schema.has("prefixItems")) {
            fitting.problem(at + "/prefixItems",
                    "gives each position its own type; use an object with named properties");
            return NODES.objectNode();
        }
        if (!items.isObject()) {
            fitting.problem(at, "is a list of anything; describe its items");
            return NODES.objectNode();
        }
        var fitted = started(schema).put("type", "array");
        fitted.set("items", fitting.fit(items, at + "/items"));
        return constrained(fitted, schema, "array");
    }

    private ObjectNode object(ObjectNode schema, String at) {
        refuseOpenMaps(schema, at);
        fitting.requireListed(schema, at);
        var required = names(schema.path("required"));
        var properties = schema.path("properties");
        required.stream()
                .filter(name -> !properties.has(name))
                .forEach(name -> fitting.problem(at + "/required",
                        "names '" + name + "', which is not described under properties"));
        var fitted = started(schema).put("type", "object");
        var fittedProperties = fitted.putObject("properties");
        var allRequired = new ArrayList<String>();
        properties.propertyStream().filter(entry -> !isForbidden(entry.getValue())).forEach(entry -> {
            var name = entry.getKey();
            var property = fitting.fit(entry.getValue(), at + "/properties/" + escaped(name));
            boolean stays = required.contains(name) || staysOptional();
            fittedProperties.set(name, stays ? property : nullable(property));
            if (required.contains(name) || !stays) {
                allRequired.add(name);
            }
        });
        allRequired.forEach(fitted.putArray("required")::add);
        return fitted.put("additionalProperties", false);
    }

    private boolean staysOptional() {
        return !subset.allRequired() && optionalLeft-- > 0;
    }

    private static boolean isForbidden(JsonNode schema) {
        return schema.isBoolean() && !schema.asBoolean();
    }

    private void refuseOpenMaps(ObjectNode schema, String at) {
        var open = Stream.of("additionalProperties", "patternProperties", "unevaluatedProperties")
                .filter(keyword -> schema.path(keyword).isObject() && !schema.path(keyword).isEmpty())
                .toList();
        open.forEach(keyword -> fitting.problem(at + "/" + keyword,
                "allows properties of any name, which cannot be expressed; use a list of key and value pairs"));
        if (open.isEmpty() && schema.path("properties").isEmpty()
                && !isForbidden(schema.path("additionalProperties"))) {
            fitting.problem(at, "is an object without properties, an open map, which cannot be expressed; list its "
                    + "properties, or use a list of key and value pairs");
        }
    }

    private static Set<String> names(JsonNode required) {
        var names = new LinkedHashSet<String>();
        required.forEach(name -> names.add(name.asString("")));
        return names;
    }

    private static String escaped(String name) {
        return name.replace("~", "~0").replace("/", "~1");
    }

    /// The same schema, or null.
    static ObjectNode nullable(ObjectNode schema) {
        var nothing = NODES.objectNode().put("type", "null");
        if (schema.has("$ref")) {
            var choice = NODES.objectNode();
            choice.putArray("anyOf").add(schema).add(nothing);
            return choice;
        }
        if (schema.get("anyOf") instanceof ArrayNode choice) {
            if (choice.valueStream().noneMatch(nothing::equals)) {
                choice.add(nothing);
            }
            return schema;
        }
        return withNull(schema);
    }

    private static ObjectNode withNull(ObjectNode schema) {
        var types = new LinkedHashSet<String>();
        var type = schema.path("type");
        if (type.isString()) {
            types.add(type.asString());
        }
        type.forEach(name -> types.add(name.asString()));
        types.add("null");
        if (schema.get("enum") instanceof ArrayNode values && values.valueStream().noneMatch(JsonNode::isNull)) {
            values.addNull();
        }
        return withTypes(schema, types);
    }
}
