package dev.penstock.server.console;

import dev.penstock.server.console.JsonLayout.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// An output as fields that a person fills in, made from the schema and from what is there. A part that fields cannot
/// hold well is a field of JSON; an output that is no object, or has too many fields, has no form at all.
///
/// @param fields in the order of the schema, then what the schema does not know
public record EditForm(List<Field> fields) {
    private static final int MOST = 40;
    private static final int LONG = 70;
    private static final List<String> LIMITS = List.of("format", "pattern", "minLength", "maxLength", "minimum",
            "maximum", "minItems", "maxItems");

    public EditForm {
        fields = List.copyOf(fields);
    }

    /// How a field is filled in.
    public enum Kind {
        /// A text of one line.
        LINE,
        /// A text of many.
        TEXT,
        /// Written as it is sent: `1e21` stays `1e21`.
        NUMBER,
        /// One of a few.
        CHOICE,
        /// One element a line.
        LIST,
        /// Anything, as JSON.
        JSON,
        /// Fields of its own.
        GROUP
    }

    /// Whether there is a value at all.
    public enum State {
        VALUE("value"), NULL("null"), ABSENT("left out");

        private final String label;

        State(String label) {
            this.label = label;
        }

        public String label() {
            return label;
        }
    }

    /// @param raw as it stands in the JSON
    /// @param allowed false for what the reply says although the schema does not allow it
    public record Option(String raw, String label, boolean allowed) {}

    /// @param pointer JSON pointer to it
    /// @param hint what the schema says about it
    /// @param text what is typed; of a choice the JSON of the chosen one
    /// @param elements of a list, what kind its elements are
    /// @param states it can be in; one alone is not asked for
    /// @param inside of a group
    public record Field(String pointer, String name, Kind kind, String hint, String text, Kind elements, State state,
            List<State> states, List<Option> options, List<Field> inside) {
        public Field {
            states = List.copyOf(states);
            options = List.copyOf(options);
            inside = List.copyOf(inside);
        }

        public String id() {
            return "f" + pointer.replaceAll("[^A-Za-z0-9_-]", "_");
        }

        /// Lines that are worth showing at once.
        public int rows() {
            return Math.clamp(text.lines().count() + 1, 2, 12);
        }

        Field typed(Function<String, @Nullable String> call) {
            var value = call.apply("v:" + pointer);
            var is = call.apply("is:" + pointer);
            return new Field(pointer, name, kind, hint, value == null ? text : value.replace("\r\n", "\n"), elements,
                    states.stream().filter(one -> one.name().equals(is)).findFirst().orElse(state), states, options,
                    inside.stream().map(one -> one.typed(call)).toList());
        }

        String json() {
            return switch (kind) {
                case LINE, TEXT -> JsonLayout.quoted(text);
                case NUMBER -> text.isBlank() ? "\"\"" : text.strip();
                case CHOICE, JSON -> text.isBlank() ? "null" : text.strip();
                case LIST -> text.lines()
                        .filter(line -> !line.isBlank())
                        .map(line -> elements == Kind.LINE ? JsonLayout.quoted(line) : line.strip())
                        .collect(Collectors.joining(",", "[", "]"));
                case GROUP -> EditForm.json(inside);
            };
        }
    }

    /// Fields for an output.
    ///
    /// @param schema of the task
    public static Optional<EditForm> of(JsonNode schema, JsonLayout output) {
        if (!(output.root() instanceof Value.Members(var members)) || !schema.path("properties").isObject()) {
            return Optional.empty();
        }
        var fields = members(schema, members, "", 0);
        return fields.size() > MOST ? Optional.empty() : Optional.of(new EditForm(fields));
    }

    /// The same form, as it was filled in.
    ///
    /// @param call a field of the request; null when it was not sent
    EditForm typed(Function<String, @Nullable String> call) {
        return new EditForm(fields.stream().map(field -> field.typed(call)).toList());
    }

    /// What it says; not JSON where a number is none.
    String json() {
        return json(fields);
    }

    private static String json(List<Field> fields) {
        return fields.stream()
                .filter(field -> field.state() != State.ABSENT)
                .map(field -> JsonLayout.quoted(field.name()) + ":"
                        + (field.state() == State.NULL ? "null" : field.json()))
                .collect(Collectors.joining(",", "{", "}"));
    }

    private static List<Field> members(JsonNode schema, Map<String, Value> members, String pointer, int depth) {
        var required = schema.path("required").values().stream().map(name -> name.asString("")).toList();
        var fields = new ArrayList<Field>();
        for (var property : schema.path("properties").properties()) {
            var name = property.getKey();
            fields.add(new Maker(pointer + "/" + JsonLayout.escaped(name), name, property.getValue(), depth)
                    .field(members.get(name), required.contains(name)));
        }
        members.forEach((name, value) -> {
            if (!schema.path("properties").has(name)) {
                fields.add(extra(pointer + "/" + JsonLayout.escaped(name), name, value));
            }
        });
        return fields;
    }

    private static Field extra(String pointer, String name, Value value) {
        return new Field(pointer, name, Kind.JSON, "not in the schema", written(value), Kind.JSON, State.VALUE,
                List.of(State.VALUE, State.ABSENT), List.of(), List.of());
    }

    /// A value as JSON again, on one line.
    private static String written(Value value) {
        return switch (value) {
            case Value.Scalar scalar -> scalar.raw();
            case Value.Elements(var all) -> all.stream()
                    .map(EditForm::written)
                    .collect(Collectors.joining(", ", "[", "]"));
            case Value.Members(var all) -> all.entrySet()
                    .stream()
                    .map(one -> JsonLayout.quoted(one.getKey()) + ": " + written(one.getValue()))
                    .collect(Collectors.joining(", ", "{", "}"));
        };
    }

    /// Makes the field of one property.
    private record Maker(String pointer, String name, JsonNode schema, int depth) {
        Field field(@Nullable Value value, boolean required) {
            boolean isNull = value instanceof Value.Scalar scalar && scalar.isNull();
            var state = isNull ? State.NULL : value == null && !required ? State.ABSENT : State.VALUE;
            var kind = kind(isNull ? null : value);
            var shown = value == null || isNull ? "" : text(kind, value);
            return new Field(pointer, name, longer(kind, shown), hint(required), shown, elementKind(), state,
                    states(required, state), kind == Kind.CHOICE ? options(isNull ? null : value) : List.of(),
                    kind == Kind.GROUP ? members(schema, inside(value), pointer, depth + 1) : List.of());
        }

        private static Map<String, Value> inside(@Nullable Value value) {
            return value instanceof Value.Members(var all) ? all : Map.of();
        }

        private static Kind longer(Kind kind, String text) {
            return kind == Kind.LINE && (text.length() > LONG || text.contains("\n")) ? Kind.TEXT : kind;
        }

        /// What the schema asks for, if it is plain and the value can be shown so; else JSON.
        private Kind kind(@Nullable Value value) {
            if (schema.has("enum") || type().equals("boolean")) {
                return value == null || value instanceof Value.Scalar ? Kind.CHOICE : Kind.JSON;
            }
            return switch (type()) {
                case "string" -> value == null || value instanceof Value.Scalar ? Kind.LINE : Kind.JSON;
                case "number", "integer" -> value == null || value instanceof Value.Scalar ? Kind.NUMBER : Kind.JSON;
                case "array" -> elementKind() != Kind.JSON && lines(value) ? Kind.LIST : Kind.JSON;
                case "object" -> depth == 0 && schema.path("properties").isObject()
                        && (value == null || value instanceof Value.Members) ? Kind.GROUP : Kind.JSON;
                default -> Kind.JSON;
            };
        }

        /// The one type besides null; empty when there are several, or anything decides about them that is no type.
        private String type() {
            if (List.of("$ref", "oneOf", "anyOf", "allOf", "not", "if", "patternProperties")
                    .stream()
                    .anyMatch(schema::has)) {
                return "";
            }
            var type = schema.path("type");
            var named = type.isArray()
                    ? type.values().stream().map(one -> one.asString("")).filter(one -> !one.equals("null")).toList()
                    : List.of(type.asString(""));
            return named.size() == 1 ? named.getFirst() : "";
        }

        private boolean nullable() {
            return schema.path("type").values().stream().anyMatch(one -> one.asString("").equals("null"))
                    || schema.path("enum").values().stream().anyMatch(JsonNode::isNull);
        }

        private Kind elementKind() {
            var items = schema.path("items");
            return switch (items.path("type").asString("")) {
                case "string" -> Kind.LINE;
                case "number", "integer", "boolean" -> Kind.NUMBER;
                default -> Kind.JSON;
            };
        }

        private static boolean lines(@Nullable Value value) {
            return value == null || (value instanceof Value.Elements(var all) && all.stream()
                    .allMatch(one -> one instanceof Value.Scalar scalar && !scalar.isNull()
                            && !scalar.content().isBlank() && !scalar.content().contains("\n")
                            && !scalar.content().contains("\r")));
        }

        private static String text(Kind kind, Value value) {
            return switch (value) {
                case Value.Scalar scalar when kind == Kind.CHOICE || kind == Kind.JSON -> scalar.raw();
                case Value.Scalar scalar -> scalar.content();
                case Value.Elements(var all) when kind == Kind.LIST -> all.stream()
                        .map(one -> one instanceof Value.Scalar scalar ? scalar.content() : written(one))
                        .collect(Collectors.joining("\n"));
                default -> written(value);
            };
        }

        private List<State> states(boolean required, State now) {
            var states = new ArrayList<State>(List.of(State.VALUE));
            if (nullable() || now == State.NULL) {
                states.add(State.NULL);
            }
            if (!required) {
                states.add(State.ABSENT);
            }
            return states;
        }

        private List<Option> options(@Nullable Value value) {
            var options = new ArrayList<Option>();
            if (schema.has("enum")) {
                schema.path("enum")
                        .values()
                        .stream()
                        .filter(one -> !one.isNull())
                        .forEach(one -> options.add(new Option(one.toString(), one.asString(one.toString()), true)));
            } else {
                options.add(new Option("true", "true", true));
                options.add(new Option("false", "false", true));
            }
            if (value instanceof Value.Scalar scalar
                    && options.stream().noneMatch(one -> one.raw().equals(scalar.raw()))) {
                options.add(new Option(scalar.raw(), scalar.content(), false));
            }
            return options;
        }

        private String hint(boolean required) {
            var words = new ArrayList<String>();
            var description = schema.path("description").asString("");
            if (!description.isBlank()) {
                words.add(description);
            }
            if (type().equals("array")) {
                words.add("one a line" + (schema.path("items").has("enum")
                        ? ", each one of " + schema.path("items")
                                .path("enum")
                                .values()
                                .stream()
                                .map(JsonNode::toString)
                                .collect(Collectors.joining(", "))
                        : ""));
            }
            LIMITS.stream().filter(schema::has).forEach(limit -> words.add(limit + " " + schema.path(limit)));
            if (!required) {
                words.add("optional");
            }
            return String.join(" · ", words);
        }
    }
}
