package dev.penstock.check;

import java.util.List;
import java.util.Locale;
import tools.jackson.databind.JsonNode;

/// A reply whose schema holds, together with the record it answers. For one thread at a time.
public final class Candidate {
    private final JsonNode output;
    private final JsonNode input;
    private final Shape shape;

    private List<Text> texts = List.of();
    private List<String> inputTexts = List.of();
    private boolean textsRead;
    private boolean inputRead;

    Candidate(JsonNode output, JsonNode input, Shape shape) {
        this.output = output;
        this.input = input;
        this.shape = shape;
    }

    /// What the reply says; a JSON string for free text. Not to be changed.
    public JsonNode output() {
        return output;
    }

    /// The item's record. Not to be changed.
    public JsonNode input() {
        return input;
    }

    /// Whether the task has a schema; without one the output is free text.
    public boolean structured() {
        return shape != Shape.ANYTHING;
    }

    /// Every string in the output that its schema does not list as an `enum` or `const` value, in document order.
    public List<Text> texts() {
        if (!textsRead) {
            texts = TextFields.of(output, shape);
            textsRead = true;
        }
        return texts;
    }

    /// Whether one of the input's strings contains this text, whatever the letter case.
    public boolean inputContains(String text) {
        var wanted = text.toLowerCase(Locale.ROOT);
        return inputTexts().stream().anyMatch(known -> known.contains(wanted));
    }

    /// Every value in the input as text in lower case: strings, numbers and booleans.
    List<String> inputTexts() {
        if (!inputRead) {
            inputTexts = TextFields.lowerCaseValues(input);
            inputRead = true;
        }
        return inputTexts;
    }

    /// One string of the output.
    ///
    /// @param path JSON pointer, empty for free text
    /// @param plainPath the pointer with every name the schema does not declare replaced, so it may be logged
    public record Text(String path, String plainPath, String value) {}
}
