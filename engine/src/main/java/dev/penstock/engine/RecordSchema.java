package dev.penstock.engine;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Collection;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// JSON Schema of a record: an object with a property per component, in their order, and nothing else.
final class RecordSchema {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final JsonMapper MAPPER = new JsonMapper();
    private static final Map<Class<?>, ObjectNode> SIMPLE = Map.ofEntries(simple(String.class, "string"),
            simple(boolean.class, "boolean"), simple(Boolean.class, "boolean"), simple(int.class, "integer"),
            simple(Integer.class, "integer"), simple(long.class, "integer"), simple(Long.class, "integer"),
            simple(BigInteger.class, "integer"), simple(double.class, "number"), simple(Double.class, "number"),
            simple(BigDecimal.class, "number"), formatted(LocalDate.class, "date"),
            formatted(Instant.class, "date-time"), formatted(OffsetDateTime.class, "date-time"));

    /// The records that are being described, to notice one inside itself.
    private final Deque<Class<?>> inside = new ArrayDeque<>();

    private RecordSchema() {}

    /// @throws IllegalArgumentException if a component has no schema
    static ObjectNode of(Class<? extends Record> type) {
        return new RecordSchema().object(type);
    }

    private ObjectNode object(Class<?> type) {
        if (inside.contains(type)) {
            throw new IllegalArgumentException(type.getName() + " contains itself; give its schema as text");
        }
        inside.push(type);
        var schema = JSON.objectNode().put("type", "object");
        var properties = schema.putObject("properties");
        var required = schema.putArray("required");
        for (var component : type.getRecordComponents()) {
            properties.set(name(component), described(component));
            if (!optional(component)) {
                required.add(name(component));
            }
        }
        inside.pop();
        return schema.put("additionalProperties", false);
    }

    private ObjectNode described(RecordComponent component) {
        var schema = of(component.getGenericType(), component);
        var description = component.getAccessor().getAnnotation(JsonPropertyDescription.class);
        return description == null ? schema : schema.put("description", description.value());
    }

    private ObjectNode of(Type type, RecordComponent component) {
        if (type instanceof Class<?> simple) {
            return of(simple, component);
        }
        if (type instanceof ParameterizedType generic && generic.getRawType() instanceof Class<?> raw) {
            var argument = generic.getActualTypeArguments()[0];
            if (raw == Optional.class) {
                return of(argument, component);
            }
            if (Collection.class.isAssignableFrom(raw)) {
                var schema = JSON.objectNode().put("type", "array");
                schema.set("items", of(argument, component));
                return schema;
            }
        }
        throw noSchema(component);
    }

    private ObjectNode of(Class<?> type, RecordComponent component) {
        var simple = SIMPLE.get(type);
        if (simple != null) {
            return simple.deepCopy();
        }
        if (type.isEnum()) {
            var schema = JSON.objectNode().put("type", "string");
            var names = schema.putArray("enum");
            Stream.of(type.getEnumConstants()).forEach(constant -> names.add(MAPPER.valueToTree(constant)));
            return schema;
        }
        if (type.isRecord()) {
            return object(type);
        }
        throw noSchema(component);
    }

    private static String name(RecordComponent component) {
        var named = component.getAccessor().getAnnotation(JsonProperty.class);
        return named == null || named.value().isEmpty() ? component.getName() : named.value();
    }

    private static boolean optional(RecordComponent component) {
        return component.getType() == Optional.class || Arrays.stream(component.getAnnotatedType().getAnnotations())
                .anyMatch(annotation -> annotation.annotationType().getSimpleName().equals("Nullable"));
    }

    private static IllegalArgumentException noSchema(RecordComponent component) {
        return new IllegalArgumentException(component.getDeclaringRecord().getName() + "." + component.getName()
                + " is a " + component.getGenericType().getTypeName()
                + ", for which there is no schema; allowed: String, numbers, booleans, enums, LocalDate, Instant,"
                + " OffsetDateTime, records, and lists and Optional of them; or give the schema as text");
    }

    private static Map.Entry<Class<?>, ObjectNode> simple(Class<?> type, String name) {
        return Map.entry(type, JSON.objectNode().put("type", name));
    }

    private static Map.Entry<Class<?>, ObjectNode> formatted(Class<?> type, String format) {
        return Map.entry(type, JSON.objectNode().put("type", "string").put("format", format));
    }
}
