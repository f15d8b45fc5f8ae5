package dev.penstock.settings;

import java.util.List;
import java.util.Map;

/// A YAML document as read, with the line of every node.
sealed interface YamlNode {
    /// The first line is 1.
    int line();

    /// What a reader would call it in an error.
    default String kind() {
        return switch (this) {
            case Scalar _ -> "one value";
            case Mapping _ -> "a mapping of keys";
            case Sequence _ -> "a list";
        };
    }

    /// @param text as written, without quotes; for null the empty string. An empty text counts as null: in YAML `key:` and
    ///     `key: ""` mean nearly the same, and a setting that is empty is a mistake either way
    record Scalar(Type type, String text, int line) implements YamlNode {
        enum Type {
            TEXT, NUMBER, BOOLEAN, NULL
        }

        boolean isNull() {
            return type == Type.NULL;
        }
    }

    /// @param entries in the order they were written
    record Mapping(Map<String, Entry> entries, int line) implements YamlNode {}

    record Sequence(List<YamlNode> items, int line) implements YamlNode {}

    /// @param line line of the key
    record Entry(int line, YamlNode value) {}
}
