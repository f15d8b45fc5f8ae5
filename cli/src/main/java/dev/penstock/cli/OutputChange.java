package dev.penstock.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What a person changed in an output, field by field: `/priority  "p9" → "p1"`.
final class OutputChange {
    private static final String ABSENT = "(absent)";
    private static final JsonMapper JSON = new JsonMapper();

    private final List<String> lines = new ArrayList<>();

    private OutputChange() {}

    /// @param before JSON; null when there was none
    /// @param after JSON; null when there is none
    static List<String> lines(@Nullable String before, @Nullable String after) {
        var change = new OutputChange();
        change.compare("", read(before), read(after));
        return change.lines;
    }

    private static JsonNode read(@Nullable String json) {
        try {
            return json == null ? JSON.missingNode() : JSON.readTree(json);
        } catch (JacksonException _) {
            return JSON.getNodeFactory().stringNode(json);
        }
    }

    private void compare(String path, JsonNode before, JsonNode after) {
        if (before.equals(after)) {
            return;
        }
        if (before.isObject() && after.isObject()) {
            var names = new TreeSet<String>(before.propertyNames());
            names.addAll(after.propertyNames());
            names.forEach(name -> compare(path + "/" + name, before.path(name), after.path(name)));
        } else if (before.isArray() && after.isArray()) {
            for (int i = 0; i < Math.max(before.size(), after.size()); i++) {
                compare(path + "/" + i, before.path(i), after.path(i));
            }
        } else {
            lines.add(TerminalText.oneLine((path.isEmpty() ? "" : path + "  ") + value(before) + " → " + value(after)));
        }
    }

    private static String value(JsonNode node) {
        return node.isMissingNode() ? ABSENT : node.toString();
    }
}
