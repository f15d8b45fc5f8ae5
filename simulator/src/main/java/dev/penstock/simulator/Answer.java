package dev.penstock.simulator;

import java.util.List;
import java.util.stream.Collectors;

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

    /// Calls of tools, whether they were offered or not.
    ///
    /// @param beside what the model says before them; empty for nothing
    record ToolCalls(List<Call> calls, String beside, Stop stop) implements Answer {
        public ToolCalls {
            calls = List.copyOf(calls);
        }
    }

    /// @param argumentsJson as the model wrote them: cut off, empty, or not JSON at all
    record Call(String name, String argumentsJson) {}

    /// What the model has to say, in the form that was asked for: as the arguments of the offered tool, else as text.
    static Answer in(Form form, String said, Stop stop) {
        var tool = form.tool();
        return tool == null ? new Text(said, stop) : new ToolCalls(List.of(new Call(tool.name(), said)), "", stop);
    }

    /// The text that is billed as output.
    default String billedText() {
        return switch (this) {
            case Text(var text, _) -> text;
            case Refusal(var text) -> text;
            case ToolCalls(var calls, var beside, _) -> beside + calls.stream()
                    .map(call -> call.name() + call.argumentsJson())
                    .collect(Collectors.joining());
        };
    }

    /// Whether the model was stopped at the cap.
    default boolean cut() {
        return switch (this) {
            case Text(_, var stop) -> stop == Stop.LENGTH;
            case Refusal _ -> false;
            case ToolCalls(_, _, var stop) -> stop == Stop.LENGTH;
        };
    }
}
