package dev.penstock.prompt;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Tasks that a program holds as texts.
///
/// @param tasks by name: content by file name
record TaskTexts(Map<String, Map<String, String>> tasks) implements TaskSource {
    TaskTexts {
        tasks = tasks.entrySet()
                .stream()
                .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, task -> Map.copyOf(task.getValue())));
    }

    @Override
    public List<String> names() {
        return List.copyOf(tasks.keySet());
    }

    @Override
    public boolean has(String task) {
        return tasks.containsKey(task);
    }

    @Override
    public @Nullable String file(String task, String name) {
        return files(task).get(name);
    }

    @Override
    public List<String> fileNames(String task) {
        return files(task).keySet().stream().sorted().toList();
    }

    @Override
    public @Nullable String gitCommit(String task) {
        return null;
    }

    @Override
    public Optional<Registry.Revision> at(String task, String ref) {
        return Optional.empty();
    }

    private Map<String, String> files(String task) {
        return tasks.getOrDefault(task, Map.of());
    }
}
