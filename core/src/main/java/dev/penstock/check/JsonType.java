package dev.penstock.check;

import tools.jackson.databind.JsonNode;

/// The types a schema speaks of.
enum JsonType {
    NULL, STRING, NUMBER, INTEGER, OBJECT, ARRAY, BOOLEAN;

    /// Whether this value has this type.
    boolean is(JsonNode value) {
        return switch (this) {
            case NULL -> value.isNull();
            case STRING -> value.isString();
            case NUMBER -> value.isNumber();
            case INTEGER -> value.isIntegralNumber();
            case OBJECT -> value.isObject();
            case ARRAY -> value.isArray();
            case BOOLEAN -> value.isBoolean();
        };
    }
}
