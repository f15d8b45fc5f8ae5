package dev.penstock.check;

import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// RFC 8259 JSON and nothing else: exactly one value, no duplicate keys, no comments, no NaN, no trailing comma; not
/// deeper than [#MAX_DEPTH]; every number fits a double, every string is Unicode. Thread-safe.
final class StrictJson {
    static final int MAX_DEPTH = 100;

    private static final int LONGEST_NUMBER = 400;
    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
            .disable(TokenStreamFactory.Feature.INTERN_PROPERTY_NAMES)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_DEPTH)
                    .maxStringLength(ReplyParser.MAX_REPLY_CHARS)
                    .maxNameLength(ReplyParser.MAX_REPLY_CHARS)
                    .maxNumberLength(LONGEST_NUMBER)
                    .build())
            .build())
            .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private StrictJson() {}

    /// What reading one text gave.
    sealed interface Reading {
        record Value(JsonNode node) implements Reading {}

        /// @param rule id for the evidence
        /// @param why one sentence that may quote the text
        record Refused(String rule, String why) implements Reading {}
    }

    static Reading read(String text) {
        try {
            var node = MAPPER.readTree(text);
            return node.isMissingNode() ? new Reading.Refused("empty", "there is no JSON value") : sound(node);
        } catch (JacksonException notJson) {
            var at = notJson.getLocation();
            return new Reading.Refused("json", "not strict JSON: " + Excerpt.of(notJson.getOriginalMessage())
                    + (at == null ? "" : " (line " + at.getLineNr() + ", column " + at.getColumnNr() + ")"));
        }
    }

    private static Reading sound(JsonNode node) {
        if (!numbersFit(node)) {
            return new Reading.Refused("number-range", "a number is too large for a 64-bit float");
        }
        return textIsUnicode(node)
                ? new Reading.Value(node)
                : new Reading.Refused("surrogate", "a string holds half of a surrogate pair, which no file can store");
    }

    /// Keeps a ten-character number such as 1e999999999 from becoming a billion digits somewhere downstream.
    private static boolean numbersFit(JsonNode node) {
        if (node.isBigDecimal()) {
            return Math.abs((long) node.decimalValue().scale()) <= LONGEST_NUMBER
                    && Double.isFinite(node.decimalValue().doubleValue());
        }
        return !node.isContainer() || node.values().stream().allMatch(StrictJson::numbersFit);
    }

    private static boolean textIsUnicode(JsonNode node) {
        if (node.isString()) {
            return Excerpt.isUnicode(node.stringValue());
        }
        return !node.isContainer() || (node.propertyNames().stream().allMatch(Excerpt::isUnicode)
                && node.values().stream().allMatch(StrictJson::textIsUnicode));
    }
}
