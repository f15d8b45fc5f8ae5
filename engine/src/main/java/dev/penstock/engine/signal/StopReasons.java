package dev.penstock.engine.signal;

import java.util.Locale;

/// What the providers call the end of a reply, in one closed set of words.
final class StopReasons {
    private StopReasons() {}

    /// @param received whatever a server said
    static String word(String received) {
        return switch (received.toLowerCase(Locale.ROOT)) {
            case "end_turn", "stop" -> "end";
            case "max_tokens", "length", "model_length", "model_context_window_exceeded" -> "max_tokens";
            case "stop_sequence" -> "stop_sequence";
            case "tool_use", "tool_calls", "function_call" -> "tool_use";
            case "refusal" -> "refusal";
            case "content_filter" -> "content_filter";
            default -> Names.OTHER;
        };
    }
}
