package dev.penstock.prompt;

import dev.penstock.provider.Message;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// The files of a task, read and checked together.
///
/// @param files those that make the version, line endings normalised
/// @param system null when the task has none
/// @param examples few-shot turns, rendered once
record CompiledTask(String task, TaskFile file, String version, Map<String, String> files, Template user,
        @Nullable Template system,
        @Nullable JsonNode schema, List<Message> examples) {
    static final String USER = "user.md";
    static final String SYSTEM = "system.md";
    static final String SCHEMA = "schema.json";
    static final String EXAMPLES = "examples.jsonl";
    /// What makes the version, and nothing else does.
    static final List<String> FILES = List.of(TaskFile.NAME, USER, SYSTEM, SCHEMA, EXAMPLES);

    static CompiledTask of(String task, Map<String, String> files) {
        return new Compiler(task, normalised(files)).compile();
    }

    /// The folder as a user would name it.
    static String folder(String task) {
        return "prompts/" + task + "/";
    }

    /// UTF-8 bytes of the task's own text that every request has in common: text outside the templates' tags, and examples.
    long fixedBytes() {
        return user.fixedBytes() + (system == null ? 0 : system.fixedBytes()) + exampleBytes();
    }

    long exampleBytes() {
        return examples.stream().mapToLong(example -> utf8(example.text())).sum();
    }

    private static long utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    /// The files that make the version, line endings normalised.
    static Map<String, String> normalised(Map<String, String> files) {
        var kept = new TreeMap<String, String>();
        FILES.stream()
                .filter(files::containsKey)
                .forEach(name -> kept.put(name, normalised(files.getOrDefault(name, ""))));
        return Map.copyOf(kept);
    }

    private static String normalised(String text) {
        var withoutMark = text.startsWith("\uFEFF") ? text.substring(1) : text;
        return withoutMark.replace("\r\n", "\n").replace('\r', '\n');
    }
}
