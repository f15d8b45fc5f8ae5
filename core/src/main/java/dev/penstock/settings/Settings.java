package dev.penstock.settings;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Reads a YAML settings file strictly: all its problems are found before the first is reported, and nothing in it is
/// ignored.
public final class Settings {
    private Settings() {}

    /// Reads a file without environment variables: `${X}` stays as it is.
    ///
    /// @see #read(String, String, Function, Function)
    public static <T> T read(String file, String text, Function<Section, T> reader) {
        return new Source(file, null).read(text, reader);
    }

    /// Reads a file. `reader` asks the root section for every key it knows; keys it never asked for are unknown, and
    /// refused. While there are problems, each accessor answers something that is allowed, so `reader` need not care.
    ///
    /// In values, `${NAME}` is replaced by that environment variable and `$${` stands for `${`.
    ///
    /// @param file as the user would name it, for problems
    /// @param env an environment variable's value, null when it is not set
    /// @throws SettingsException if anything is wrong, with every problem, in the order of the file
    public static <T> T read(String file, String text, Function<String, @Nullable String> env,
            Function<Section, T> reader) {
        return new Source(file, env).read(text, reader);
    }

    /// The values of a file by their dotted keys, lists on one line, without judging any. Empty when it is not YAML.
    public static Optional<Map<String, String>> values(String text) {
        return YamlReader.read("", text, new ArrayList<>()).map(root -> {
            var values = new TreeMap<String, String>();
            flatten("", CanonicalJson.of(root, Set.of()), values);
            return values;
        });
    }

    private static void flatten(String key, JsonNode node, Map<String, String> values) {
        if (!node.isObject()) {
            values.put(key, node.isString() ? node.stringValue() : node.toString());
            return;
        }
        node.properties()
                .forEach(entry -> flatten(key.isEmpty() ? entry.getKey() : key + "." + entry.getKey(), entry.getValue(),
                        values));
    }

    /// One file being read, and what is wrong with it so far.
    static final class Source {
        final String file;
        final @Nullable Function<String, @Nullable String> env;
        final List<Problem> problems = new ArrayList<>();
        private final List<Section> sections = new ArrayList<>();

        Source(String file, @Nullable Function<String, @Nullable String> env) {
            this.file = file;
            this.env = env;
        }

        void opened(Section section) {
            sections.add(section);
        }

        private <T> T read(String text, Function<Section, T> reader) {
            var root = YamlReader.read(file, text, problems);
            if (root.isEmpty()) {
                throw failure();
            }
            T value;
            try {
                value = reader.apply(new Section(this, "", root.get()));
            } catch (IllegalArgumentException e) {
                if (problems.isEmpty()) {
                    problems.add(new Problem(file, 0, "", String.valueOf(e.getMessage()), ""));
                }
                throw failure();
            }
            sections.forEach(Section::refuseUnknown);
            if (!problems.isEmpty()) {
                throw failure();
            }
            return value;
        }

        private SettingsException failure() {
            return new SettingsException(
                    problems.stream().distinct().sorted(Comparator.comparingInt(Problem::line)).toList());
        }
    }
}
