package dev.penstock.simulator;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.util.Optional;
import java.util.UUID;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Makes valid, plausible values for a JSON Schema. Knows what the providers' strict subsets allow.
final class SchemaSampler {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final int DEEP = 6;
    private static final LocalDate FIRST_DAY = LocalDate.of(2026, 1, 5);

    private final JsonNode root;
    private final Copies copies;
    private final RandomGenerator chance;

    SchemaSampler(JsonNode root, RandomGenerator chance) {
        this(root, Copies.none(), chance);
    }

    /// @param copies for fields that must be copied from the prompt
    SchemaSampler(JsonNode root, Copies copies, RandomGenerator chance) {
        this.root = root;
        this.copies = copies;
        this.chance = chance;
    }

    JsonNode sample() {
        return sample(root, 0);
    }

    /// The gold answer cut to the schema: its properties only; what is required and not in the gold is null where null is
    /// allowed, else made up.
    ObjectNode shape(ObjectNode gold) {
        var schema = Schemas.resolve(root, root);
        var shaped = JSON.objectNode();
        for (var property : schema.path("properties").properties()) {
            var name = property.getKey();
            if (gold.has(name)) {
                shaped.set(name, gold.path(name));
            } else if (Schemas.requires(schema, name)) {
                shaped.set(name, Schemas.allowsNull(root, property.getValue())
                        ? JSON.nullNode()
                        : sample(property.getValue(), 1));
            }
        }
        return shaped;
    }

    private JsonNode sample(JsonNode written, int depth) {
        if (depth > DEEP && Schemas.allowsNull(root, written)) {
            return JSON.nullNode();
        }
        var schema = Schemas.resolve(root, written);
        if (schema.has("const")) {
            return schema.path("const");
        }
        if (!schema.path("enum").isEmpty()) {
            return enumValue(schema.path("enum"));
        }
        return switch (Schemas.type(schema)) {
            case "object" -> object(schema, depth);
            case "array" -> array(schema, depth);
            case "integer" -> JSON.numberNode(between(schema, 1, 20).longValue());
            case "number" -> JSON.numberNode(number(schema));
            case "boolean" -> JSON.booleanNode(chance.nextBoolean());
            case "null" -> JSON.nullNode();
            default -> JSON.stringNode(string(schema));
        };
    }

    private JsonNode enumValue(JsonNode values) {
        var value = values.path(chance.nextInt(values.size()));
        return value.isNull() && values.size() > 1 ? values.path(values.path(0).isNull() ? 1 : 0) : value;
    }

    private ObjectNode object(JsonNode schema, int depth) {
        var object = JSON.objectNode();
        for (var property : schema.path("properties").properties()) {
            var name = property.getKey();
            var required = Schemas.requires(schema, name);
            if (Copies.isAsked(property.getValue())) {
                copied(name, property.getValue(), required, depth).ifPresent(value -> object.set(name, value));
            } else if (depth <= DEEP || required) {
                object.set(name, sample(property.getValue(), depth + 1));
            }
        }
        return object;
    }

    /// A value out of the prompt; when it has none, nothing, or what the schema asks for instead.
    private Optional<JsonNode> copied(String name, JsonNode written, boolean required, int depth) {
        var schema = Schemas.resolve(root, written);
        var copy = Schemas.type(schema).equals("string")
                ? copies.value(name, written)
                : Optional.<String>empty();
        if (copy.isPresent() || !required) {
            return copy.map(JSON::stringNode);
        }
        return Optional.of(Schemas.allowsNull(root, written) ? JSON.nullNode() : sample(written, depth + 1));
    }

    private JsonNode array(JsonNode schema, int depth) {
        var min = schema.path("minItems").asInt(depth > DEEP ? 0 : 1);
        var max = Math.max(min, Math.min(schema.path("maxItems").asInt(3), depth > DEEP ? min : 3));
        var array = JSON.arrayNode();
        var size = min + chance.nextInt(max - min + 1);
        for (var i = 0; i < size; i++) {
            array.add(sample(schema.path("items"), depth + 1));
        }
        return array;
    }

    private BigDecimal number(JsonNode schema) {
        var whole = between(schema, 1, 100);
        var withCents = whole.add(BigDecimal.valueOf(chance.nextInt(1, 100), 2));
        var max = bound(schema, "maximum", "exclusiveMaximum");
        return schema.has("multipleOf") || (max != null && withCents.compareTo(max) >= 0) ? whole : withCents;
    }

    private BigDecimal between(JsonNode schema, long usualMin, long usualMax) {
        var min = bound(schema, "minimum", "exclusiveMinimum");
        var max = bound(schema, "maximum", "exclusiveMaximum");
        var step = schema.has("multipleOf") ? schema.path("multipleOf").decimalValue() : BigDecimal.ONE;
        if (max != null && min == null) {
            min = max.subtract(step.multiply(BigDecimal.valueOf(usualMax)));
        }
        var low = min == null ? BigDecimal.valueOf(usualMin) : min;
        var high = max == null ? low.add(step.multiply(BigDecimal.valueOf(usualMax))) : max;
        var first = low.divide(step, 0, RoundingMode.CEILING);
        if (schema.has("exclusiveMinimum") && first.multiply(step).compareTo(low) == 0) {
            first = first.add(BigDecimal.ONE);
        }
        var last = high.divide(step, 0, RoundingMode.FLOOR);
        if (schema.has("exclusiveMaximum") && last.multiply(step).compareTo(high) == 0) {
            last = last.subtract(BigDecimal.ONE);
        }
        if (last.compareTo(first) < 0) {
            return low.add(high).divide(BigDecimal.TWO);
        }
        var choices = Math.min(1_000_000, last.subtract(first).longValue() + 1);
        return first.add(BigDecimal.valueOf(chance.nextLong(choices))).multiply(step);
    }

    private static @Nullable BigDecimal bound(JsonNode schema, String inclusive, String exclusive) {
        var bound = schema.has(inclusive) ? schema.path(inclusive) : schema.path(exclusive);
        return bound.isNumber() ? bound.decimalValue() : null;
    }

    private String string(JsonNode schema) {
        var day = FIRST_DAY.plusDays(chance.nextInt(300));
        var word = Sentences.word(chance);
        return switch (schema.path("format").asString("")) {
            case "date" -> day.toString();
            case "date-time" -> day + "T09:30:00Z";
            case "time" -> "09:30:00Z";
            case "duration" -> "P" + (1 + chance.nextInt(20)) + "D";
            case "email" -> word + "@northwind-trading.eu";
            case "uri" -> "https://www.northwind-trading.eu/" + word;
            case "hostname" -> word + ".northwind-trading.eu";
            case "ipv4" -> "192.0.2." + (1 + chance.nextInt(200));
            case "ipv6" -> "2001:db8::" + Integer.toHexString(1 + chance.nextInt(200));
            case "uuid" -> new UUID((chance.nextLong() & ~0xf000L) | 0x4000L,
                    (chance.nextLong() & 0x3fffffffffffffffL) | 0x8000000000000000L).toString();
            default -> prose(schema);
        };
    }

    private String prose(JsonNode schema) {
        var min = schema.path("minLength").asInt(0);
        var max = schema.path("maxLength").asInt(Integer.MAX_VALUE);
        var text = Sentences.english(1 + min / 60, chance);
        if (text.length() <= max) {
            return text;
        }
        var space = text.lastIndexOf(' ', max);
        return text.substring(0, space >= Math.max(min, 1) ? space : max);
    }
}
