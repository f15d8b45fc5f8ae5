package dev.penstock.check;

import com.networknt.schema.Error;
import java.util.Set;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/// Says in one plain sentence what the schema asked for and what came, for the reviewer and for the model that is asked
/// again.
final class SchemaMessage {
    static final Set<String> NO_SUCH_PROPERTY = Set.of("additionalProperties", "unevaluatedProperties");

    private static final int MOST_VALUES = 100;

    private SchemaMessage() {}

    static String of(String path, Error error) {
        return (path.isEmpty() ? "the whole reply" : path) + ": " + sentence(error);
    }

    private static String sentence(Error error) {
        var wanted = error.getSchemaNode();
        return switch (error.getKeyword()) {
            case "enum" -> value(error) + " is not one of " + list(wanted);
            case "const" -> value(error) + " is not " + text(wanted);
            case "type" -> value(error) + " is not of type " + list(wanted).replace(", ", " or ");
            case "required" -> "the property " + quoted(error.getProperty()) + " is missing";
            case "additionalProperties", "unevaluatedProperties" -> "the schema has no such property";
            case "minLength" -> "shorter than " + text(wanted) + " characters: " + value(error);
            case "maxLength" -> "longer than " + text(wanted) + " characters";
            case "minItems" -> "fewer than " + text(wanted) + " elements";
            case "maxItems" -> "more than " + text(wanted) + " elements";
            case "minimum" -> value(error) + " is less than " + text(wanted);
            case "maximum" -> value(error) + " is more than " + text(wanted);
            case "pattern" -> value(error) + " does not match the pattern " + text(wanted);
            case "format" -> value(error) + " is not a valid " + text(wanted);
            default -> Excerpt.of(error.getMessage());
        };
    }

    private static String quoted(String name) {
        return "\"" + Excerpt.of(name) + "\"";
    }

    private static String value(Error error) {
        var value = error.getInstanceNode();
        return value == null ? "the value" : Excerpt.first(value.toString(), 80);
    }

    private static String text(JsonNode wanted) {
        return wanted.isString() ? wanted.stringValue() : wanted.toString();
    }

    private static String list(JsonNode wanted) {
        return wanted.isArray()
                ? wanted.values().stream().limit(MOST_VALUES).map(SchemaMessage::text).collect(Collectors.joining(", "))
                        + (wanted.size() > MOST_VALUES ? ", …" : "")
                : text(wanted);
    }
}
