package dev.penstock.engine.audit;

import java.util.Arrays;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.MissingNode;

/// Where a value stands in a row: names and list positions with dots between them, such as `response.choices.0.text`. A
/// field whose own name has dots wins. A text on the way that holds JSON, as exports of databases have them, is looked
/// into.
///
/// @param text as the user writes it; empty for the row itself
record FieldPath(String text, List<String> steps) {
    static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    static final FieldPath ROW = new FieldPath("", List.of());

    FieldPath {
        steps = List.copyOf(steps);
    }

    /// `a.b.0.c`; `a.b[0].c` means the same.
    static FieldPath of(String text) {
        var plain = text.strip();
        var steps = Arrays.stream(plain.replace("[", ".").replace("]", "").split("\\."))
                .filter(step -> !step.isEmpty())
                .toList();
        return new FieldPath(plain, steps);
    }

    /// The value there; missing when there is none.
    JsonNode in(JsonNode row) {
        if (row.has(text)) {
            return row.path(text);
        }
        var here = row;
        for (var step : steps) {
            here = step(opened(here), step);
        }
        return here;
    }

    /// The value there, a text of JSON as what it means.
    JsonNode opened(JsonNode node) {
        var text = node.isString() ? node.stringValue().strip() : "";
        if (!text.startsWith("{") && !text.startsWith("[")) {
            return node;
        }
        try {
            return JSON.readTree(text);
        } catch (JacksonException _) {
            return node;
        }
    }

    private static JsonNode step(JsonNode node, String step) {
        if (node.isArray()) {
            return step.matches("[0-9]{1,6}") ? node.path(Integer.parseInt(step)) : MissingNode.getInstance();
        }
        return node.path(step);
    }

    FieldPath then(String more) {
        return of(text.isEmpty() ? more : text + "." + more);
    }
}
