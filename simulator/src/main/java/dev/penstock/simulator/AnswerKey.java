package dev.penstock.simulator;

import dev.penstock.settings.Problem;
import dev.penstock.settings.SettingsException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The right answers, found by an item's own text inside the prompt. Immutable.
///
/// An item's text is the longest string field of its input. Items with the same text share the first one's answer.
public final class AnswerKey {
    /// A prompt may hold only the beginning of a long text.
    private static final int BEGINNING = 200;

    public static final AnswerKey NONE = new AnswerKey(List.of());

    /// @param text the input's longest string
    /// @param answer the gold fields without the id
    record Gold(String id, String text, ObjectNode answer) {}

    private final List<Gold> all;
    private final TextIndex<Gold> byText;
    private final TextIndex<Gold> byBeginning;

    private AnswerKey(List<Gold> all) {
        this.all = List.copyOf(all);
        this.byText = new TextIndex<>();
        this.byBeginning = new TextIndex<>();
        all.forEach(gold -> {
            byText.add(gold.text(), gold);
            if (gold.text().length() > BEGINNING) {
                byBeginning.add(gold.text().substring(0, BEGINNING), gold);
            }
        });
    }

    /// Pairs inputs and gold by `id`. Inputs without gold are answered as if there were no gold.
    ///
    /// @throws IllegalArgumentException if an id is missing, or a gold id has no input or an input without text
    public static AnswerKey of(List<? extends Map<String, ?>> inputs, List<? extends Map<String, ?>> gold) {
        return pair(inputs.stream().<JsonNode>map(Texts.JSON::valueToTree).toList(),
                gold.stream().<JsonNode>map(Texts.JSON::valueToTree).toList());
    }

    /// Reads two JSONL files and pairs them by `id`.
    ///
    /// @throws SettingsException if a file cannot be read, a line is not a JSON object, or the ids do not pair
    public static AnswerKey load(Path inputs, Path gold) {
        var inputRecords = records(inputs);
        var goldRecords = records(gold);
        try {
            return pair(inputRecords, goldRecords);
        } catch (IllegalArgumentException e) {
            throw new SettingsException(List.of(new Problem(gold.toString(), 0, "", String.valueOf(e.getMessage()),
                    "every gold line needs an id that " + inputs + " has, with a text")));
        }
    }

    /// The answers of several keys.
    ///
    /// @throws IllegalArgumentException if two items have the same id
    public static AnswerKey joined(List<AnswerKey> keys) {
        var all = keys.stream().flatMap(key -> key.all.stream()).toList();
        var ids = new HashSet<String>();
        all.forEach(gold -> {
            if (!ids.add(gold.id())) {
                throw new IllegalArgumentException("the id '" + gold.id() + "' stands in two gold files");
            }
        });
        return new AnswerKey(all);
    }

    private static AnswerKey pair(List<JsonNode> inputs, List<JsonNode> gold) {
        var texts = new HashMap<String, String>();
        inputs.forEach(input -> texts.put(id(input), longestText(input)));
        var all = new ArrayList<Gold>(gold.size());
        for (var record : gold) {
            var id = id(record);
            var text = texts.getOrDefault(id, "");
            if (text.isEmpty()) {
                throw new IllegalArgumentException("gold id '" + id + "' has no input with a text");
            }
            var answer = ((ObjectNode) record).deepCopy();
            answer.remove("id");
            all.add(new Gold(id, text, answer));
        }
        return new AnswerKey(all);
    }

    private static String id(JsonNode record) {
        if (!record.isObject() || !record.path("id").isValueNode()) {
            throw new IllegalArgumentException("a record has no id");
        }
        return record.path("id").asString("");
    }

    private static String longestText(JsonNode input) {
        var longest = "";
        for (var field : input.properties()) {
            var text = field.getKey().equals("id") ? "" : field.getValue().asString("").strip();
            if (field.getValue().isString() && text.length() > longest.length()) {
                longest = text;
            }
        }
        return longest;
    }

    private static List<JsonNode> records(Path file) {
        var records = new ArrayList<JsonNode>();
        try {
            for (var line : Files.readAllLines(file)) {
                if (!line.isBlank()) {
                    records.add(Texts.parse(line));
                }
            }
            return records;
        } catch (IOException e) {
            throw problem(file, 0, "cannot be read: " + e.getClass().getSimpleName(), "a readable JSONL file in UTF-8");
        } catch (JacksonException _) {
            throw problem(file, records.size() + 1, "is not JSON", "one JSON object per line");
        }
    }

    private static SettingsException problem(Path file, int line, String message, String allowed) {
        return new SettingsException(List.of(new Problem(file.toString(), line, "", message, allowed)));
    }

    /// How many items have an answer.
    public int size() {
        return all.size();
    }

    List<Gold> all() {
        return all;
    }

    /// The item a conversation is about. Examples come before it and repair turns after it, so the last user message
    /// that holds an item's text decides; a text that stands by itself (whole message, line, between tags) wins over one
    /// inside other text, and a whole text over its first 200 characters.
    Optional<Gold> find(List<Prompt.Turn> turns) {
        if (all.isEmpty()) {
            return Optional.empty();
        }
        var messages = turns.reversed().stream().filter(Prompt.Turn::user).map(Prompt.Turn::text).toList();
        return messages.stream()
                .map(byText::standingAlone)
                .flatMap(Optional::stream)
                .findFirst()
                .or(() -> messages.stream().map(byText::inside).flatMap(Optional::stream).findFirst())
                .or(() -> messages.stream().map(byBeginning::inside).flatMap(Optional::stream).findFirst());
    }
}
