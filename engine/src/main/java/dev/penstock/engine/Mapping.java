package dev.penstock.engine;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.DatabindException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.exc.UnrecognizedPropertyException;
import tools.jackson.databind.json.JsonMapper;

/// Between JSON trees and a program's own classes. Errors name places, never values: a value is a model's text.
final class Mapping {
    static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private Mapping() {}

    /// @throws IllegalArgumentException if the tree does not fit the class
    static <T> T to(Class<T> type, JsonNode tree) {
        try {
            return JSON.treeToValue(tree, type);
        } catch (UnrecognizedPropertyException e) {
            throw new IllegalArgumentException("the output has the property " + place(e) + ", which " + type.getName()
                    + " does not have; its known properties: " + e.getKnownPropertyIds());
        } catch (JacksonException e) {
            throw new IllegalArgumentException("the output does not fit " + type.getName() + " at " + place(e) + " ("
                    + e.getClass().getSimpleName() + ")");
        }
    }

    /// A JSON pointer; the exception itself is not passed on, because its message quotes values.
    private static String place(JacksonException e) {
        if (!(e instanceof DatabindException databind) || databind.getPath().isEmpty()) {
            return "its root";
        }
        var pointer = new StringBuilder();
        databind.getPath()
                .forEach(step -> pointer.append('/')
                        .append(step.getPropertyName() == null ? step.getIndex() : step.getPropertyName()));
        return pointer.toString();
    }
}
