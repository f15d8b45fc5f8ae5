package dev.penstock.provider;

import java.util.Set;

/// What a provider's strict structured output can say of JSON Schema. Common to all: the root is an object, every object
/// lists its properties and forbids others, there is no `oneOf`, `allOf`, `not` or `if`.
///
/// @param provider its name in sentences
/// @param keywords the constraints it enforces, such as `minLength`; others are told to the model in the description
/// @param formats values of `format` it knows, if `format` is among the keywords
/// @param maxMinItems the largest `minItems` it knows, if that is among the keywords
/// @param allRequired whether it wants every property required, so that an optional one must become nullable
/// @param recursion whether a definition may refer to itself
/// @param limits sizes beyond which it refuses a schema
public record SchemaSubset(String provider, Set<String> keywords, Set<String> formats, int maxMinItems,
        boolean allRequired, boolean recursion, Limits limits) {
    public SchemaSubset {
        keywords = Set.copyOf(keywords);
        formats = Set.copyOf(formats);
    }

    /// Sizes beyond which a provider refuses a schema; [Integer#MAX_VALUE] where it names none.
    ///
    /// @param properties properties of all objects together
    /// @param depth objects within objects, the root counts as 1
    /// @param enumValues values of all enums together
    /// @param nameCharacters characters of all property names, definition names and enum values together
    /// @param optionalProperties properties that are not required
    /// @param unions types that are a choice, nullable ones among them
    public record Limits(int properties, int depth, int enumValues, int nameCharacters, int optionalProperties,
            int unions) {}
}
