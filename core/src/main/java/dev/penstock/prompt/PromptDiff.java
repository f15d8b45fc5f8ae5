package dev.penstock.prompt;

import dev.penstock.settings.Settings;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/// What changed between two versions of a task.
///
/// @param settings of `task.yaml`, by what they mean; empty also when one of the files is not YAML
/// @param files whose text changed, in the order a task is read in
public record PromptDiff(List<Setting> settings, List<File> files) {
    /// A setting that changed.
    ///
    /// @param key dotted, such as `retry.max-attempts`
    /// @param before null when it was not set
    /// @param after null when it is not set any more
    public record Setting(String key, @Nullable String before, @Nullable String after) {}

    /// A file that changed, line endings normalised.
    ///
    /// @param before null when it was not there
    /// @param after null when it is gone
    public record File(String name, @Nullable String before, @Nullable String after) {
        private static final int LONG_LINE = 160;
        private static final JsonMapper JSON = new JsonMapper();

        /// For people: JSON on one long line is indented, because nobody can read what changed in it.
        public List<String> linesBefore() {
            return lines(before);
        }

        /// As [#linesBefore].
        public List<String> linesAfter() {
            return lines(after);
        }

        private List<String> lines(@Nullable String text) {
            if (text == null) {
                return List.of();
            }
            boolean indent = name.endsWith(".json") && (hasLongLine(before) || hasLongLine(after));
            try {
                var shown = indent
                        ? JSON.writerWithDefaultPrettyPrinter().writeValueAsString(JSON.readTree(text))
                        : text;
                return shown.lines().toList();
            } catch (JacksonException _) {
                return text.lines().toList();
            }
        }

        private static boolean hasLongLine(@Nullable String text) {
            return text != null && text.lines().anyMatch(line -> line.length() > LONG_LINE);
        }
    }

    public PromptDiff {
        settings = List.copyOf(settings);
        files = List.copyOf(files);
    }

    /// Whether nothing changed at all, not even a comment.
    public boolean empty() {
        return files.isEmpty();
    }

    /// @param before content by file name; files that cannot change an answer are ignored
    /// @param after as `before`
    public static PromptDiff of(Map<String, String> before, Map<String, String> after) {
        var old = CompiledTask.normalised(before);
        var now = CompiledTask.normalised(after);
        var files = new ArrayList<File>();
        for (var name : CompiledTask.FILES) {
            if (!Objects.equals(old.get(name), now.get(name))) {
                files.add(new File(name, old.get(name), now.get(name)));
            }
        }
        return new PromptDiff(settings(old.get(TaskFile.NAME), now.get(TaskFile.NAME)), files);
    }

    private static List<Setting> settings(@Nullable String before, @Nullable String after) {
        var old = values(before);
        var now = values(after);
        if (old.isEmpty() || now.isEmpty()) {
            return List.of();
        }
        var keys = new TreeSet<>(old.get().keySet());
        keys.addAll(now.get().keySet());
        return keys.stream()
                .filter(key -> !Objects.equals(old.get().get(key), now.get().get(key)))
                .map(key -> new Setting(key, old.get().get(key), now.get().get(key)))
                .toList();
    }

    private static Optional<Map<String, String>> values(@Nullable String file) {
        return file == null ? Optional.empty() : Settings.values(file);
    }
}
