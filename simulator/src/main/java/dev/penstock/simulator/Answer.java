package dev.penstock.simulator;

/// What the simulated model says.
sealed interface Answer {
    /// Why the model stopped.
    enum Stop {
        END, LENGTH, FILTERED, UNKNOWN
    }

    /// Text, JSON included.
    record Text(String text, Stop stop) implements Answer {}

    /// The model declined.
    record Refusal(String text) implements Answer {}

    /// A tool call nobody asked for.
    record ToolCall(String name, String argumentsJson) implements Answer {}

    /// The text that is billed as output.
    default String billedText() {
        return switch (this) {
            case Text(var text, _) -> text;
            case Refusal(var text) -> text;
            case ToolCall(var name, var argumentsJson) -> name + argumentsJson;
        };
    }
}
