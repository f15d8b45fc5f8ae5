package dev.penstock.check;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BooleanSupplier;
import tools.jackson.databind.JsonNode;

/// A reply whose schema holds, together with the record it answers. For one thread at a time.
public final class Candidate {
    private static final int MOST_SEARCHES = 1_000;

    private final JsonNode output;
    private final JsonNode input;
    private final Shape shape;
    private final Map<String, Boolean> searches = new HashMap<>();

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

    /// Whether one of the input's values contains this text, whatever the letter case. Answers no once a single reply has
    /// asked [#MOST_SEARCHES] different questions: the input may be large and the reply may be made of questions.
    public boolean inputContains(String text) {
        var wanted = text.toLowerCase(Locale.ROOT);
        return searched("contains " + wanted, () -> inputTexts().stream().anyMatch(known -> known.contains(wanted)));
    }

    /// Whether one of the input's values is this value, or holds it as words of their own.
    boolean inputHasToken(String value) {
        var wanted = value.strip().toLowerCase(Locale.ROOT);
        var plain = PlaceholderWords.plain(value);
        return searched("token " + wanted,
                () -> inputTexts().stream().anyMatch(known -> hasToken(known, wanted) || hasToken(known, plain)));
    }

    private boolean searched(String question, BooleanSupplier answer) {
        if (!searches.containsKey(question) && searches.size() == MOST_SEARCHES) {
            return false;
        }
        return searches.computeIfAbsent(question, _ -> answer.getAsBoolean());
    }

    private static boolean hasToken(String known, String wanted) {
        if (wanted.chars().noneMatch(Character::isLetterOrDigit)) {
            return known.strip().equals(wanted);
        }
        for (var at = known.indexOf(wanted); at >= 0; at = known.indexOf(wanted, at + 1)) {
            if (isEdge(known, at - 1) && isEdge(known, at + wanted.length())) {
                return true;
            }
        }
        return false;
    }

    private static boolean isEdge(String text, int at) {
        return at < 0 || at >= text.length() || !Character.isLetterOrDigit(text.charAt(at));
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
