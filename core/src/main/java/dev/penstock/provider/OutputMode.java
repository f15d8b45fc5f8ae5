package dev.penstock.provider;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/// How a reply is asked for, and how firmly the provider holds the model to its form: what `output` in `task.yaml` names,
/// and what `auto` comes to.
public enum OutputMode {
    /// The provider itself holds the reply to the schema.
    JSON_SCHEMA,
    /// The reply is the arguments of the one tool that is offered, whose strict input schema is the task's.
    TOOL,
    /// The provider holds the reply to be a JSON object; which one, the prompt says.
    JSON_MODE,
    /// The prompt alone asks for JSON.
    PROMPT,
    /// Free text.
    TEXT;

    /// The name in `task.yaml` and in reports: `json-schema`.
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /// The names of some modes, as a message lists them.
    public static String labels(List<OutputMode> modes) {
        return modes.stream().map(OutputMode::label).collect(Collectors.joining(", "));
    }

    public static Optional<OutputMode> of(String label) {
        return Arrays.stream(values()).filter(mode -> mode.label().equals(label)).findFirst();
    }
}
