package dev.penstock.provider;

import dev.penstock.item.Failure;
import dev.penstock.item.Usage;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// What a model did with the tools it was offered, in any protocol's words.
///
/// @param calls in order
/// @param text what it wrote beside them
public record ToolCalls(List<Call> calls, String text) {
    public ToolCalls {
        calls = List.copyOf(calls);
    }

    /// @param arguments JSON as received; empty when the call carried none
    public record Call(String name, String arguments) {}

    /// The reply they make, when exactly one tool was offered: the arguments of the one call of it. What the model wrote
    /// instead of a call is its reply too, and left to the checks; what it wrote beside one is not.
    public Reply reply(OutputFormat.Tool offered, String stopReason, @Nullable Usage usage,
            @Nullable String requestId) {
        if (calls.isEmpty() && !text.isBlank()) {
            return new Reply.Completed(text, stopReason, usage, requestId, List.of("lossless:no-tool-call"));
        }
        var failure = failure(offered, stopReason);
        return failure == null
                ? arguments(stopReason, usage, requestId)
                : new Reply.Failed(failure, stopReason, usage, requestId);
    }

    private @Nullable Failure failure(OutputFormat.Tool offered, String stopReason) {
        if (calls.isEmpty()) {
            return Wire.nothingToUse("no-text", "stop reason " + stopReason + " with neither a tool call nor text", "");
        }
        if (calls.size() > 1) {
            return Wire.nothingToUse("second-tool-call",
                    "the tool was called " + calls.size() + " times, once is right",
                    called());
        }
        return calls.getFirst().name().equals(offered.name())
                ? null
                : Wire.nothingToUse("wrong-tool",
                        "a tool was called that was not offered, instead of " + offered.name(),
                        called());
    }

    private Reply arguments(String stopReason, @Nullable Usage usage, @Nullable String requestId) {
        var arguments = calls.getFirst().arguments();
        var flags = new ArrayList<String>();
        if (arguments.isBlank()) {
            flags.add("lossless:empty-arguments");
        }
        if (!text.isBlank()) {
            flags.add("lossless:tool-prose");
        }
        return new Reply.Completed(arguments.isBlank() ? "{}" : arguments, stopReason, usage, requestId, flags);
    }

    /// Why the reply cannot be used when no tool was offered.
    public Failure unasked(String stopReason) {
        return Wire.nothingToUse("tool-call",
                "a tool was called (stop reason " + stopReason + "), but none was offered",
                written());
    }

    /// What the model wrote, for a reviewer: text, else what it called.
    public String written() {
        return text.isBlank() ? called() : text;
    }

    private String called() {
        return calls.stream().map(call -> call.name() + " " + call.arguments()).collect(Collectors.joining("\n"));
    }
}
