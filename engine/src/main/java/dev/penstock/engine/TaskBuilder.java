package dev.penstock.engine;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/// A task without a folder: the same settings, templates and schema, given by a program. [#model], [#maxOutputTokens] and
/// [#user] are required.
public final class TaskBuilder {
    private final SettingsTree settings = new SettingsTree();
    private final Map<String, String> files = new HashMap<>();
    private final StringBuilder examples = new StringBuilder();

    TaskBuilder() {}

    /// Which endpoint is called; may be left out if there is only one.
    public TaskBuilder endpoint(String name) {
        return setting("endpoint", name);
    }

    /// The model's name, as its provider spells it. It must have a price: the shipped table, or [PenstockBuilder#prices].
    public TaskBuilder model(String name) {
        return setting("model", name);
    }

    /// The most a reply may have. Keep it tight: it is what a call reserves of the budget.
    public TaskBuilder maxOutputTokens(int tokens) {
        return setting("max-output-tokens", tokens);
    }

    /// Longest time of one call, request sent to reply read; 60 s unless given.
    public TaskBuilder timeout(Duration time) {
        return setting("timeout", time);
    }

    /// Fixed instructions.
    public TaskBuilder system(String template) {
        return file("system.md", template);
    }

    /// The item's own message. `{{ ticket }}` stands for a field of the input; a field that is missing or null is an error,
    /// unless the template says `{{ ticket | default('') }}`.
    public TaskBuilder user(String template) {
        return file("user.md", template);
    }

    /// What the answer must be: JSON Schema 2020-12 of an object, written naturally. Without one the answer is free text.
    public TaskBuilder schema(String json) {
        return file("schema.json", json);
    }

    /// What the answer must be: the schema of a record, to be read with [Outcome.Accepted#as]. Components may be String,
    /// numbers, booleans, enums, java.time dates, lists, other records, and Optional or `@Nullable` for what may be absent;
    /// `@JsonProperty` and `@JsonPropertyDescription` count.
    ///
    /// @throws IllegalArgumentException if a component has no schema; the message names it
    public TaskBuilder schema(Class<? extends Record> type) {
        return schema(RecordSchema.of(type).toString());
    }

    /// A few-shot example, shown before the item.
    ///
    /// @param input as in [Task#generate(Object)]
    /// @param output what the schema says, as a record, map or JSON tree; a text for a free-text task
    public TaskBuilder example(Object input, Object output) {
        var line = Mapping.JSON.createObjectNode();
        line.set("input", Mapping.JSON.<JsonNode>valueToTree(input));
        line.set("output", Mapping.JSON.<JsonNode>valueToTree(output));
        examples.append(line).append('\n');
        return file("examples.jsonl", examples.toString());
    }

    /// Any other key of `task.yaml`, as docs/configuration.md has it.
    ///
    /// @param key dotted, such as `checks.language` or `retry.max-attempts`
    /// @param value a text, number, duration, list or map
    public TaskBuilder setting(String key, Object value) {
        settings.set(key, value);
        return this;
    }

    private TaskBuilder file(String name, String content) {
        files.put(name, content);
        return this;
    }

    boolean namesEndpoint() {
        return settings.has("endpoint");
    }

    /// What its folder would hold.
    Map<String, String> files() {
        files.put("task.yaml", settings.toString());
        return Map.copyOf(files);
    }
}
