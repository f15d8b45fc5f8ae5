package dev.penstock.anthropic;

import dev.penstock.item.Failure;
import dev.penstock.item.Usage;
import dev.penstock.provider.ErrorBody;
import dev.penstock.provider.Exchange;
import dev.penstock.provider.OneLine;
import dev.penstock.provider.OutputFormat;
import dev.penstock.provider.Rejection;
import dev.penstock.provider.Reply;
import dev.penstock.provider.Request;
import dev.penstock.provider.TokenCounts;
import dev.penstock.provider.ToolCalls;
import dev.penstock.provider.Wire;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Derives what an exchange with the Messages API means, from status, headers and bytes alone. Pure, and never throws
/// whatever the bytes are.
///
/// @param scrub takes the key out of a text
record AnthropicReplies(UnaryOperator<String> scrub) {
    /// The HTTP status that fits each error type, for errors that come with status 200.
    private static final Map<String, Integer> STATUS_OF_TYPE = Map.of("invalid_request_error", 400, "request_too_large",
            413, "authentication_error", 401, "billing_error", 402, "permission_error", 403, "not_found_error", 404,
            "rate_limit_error", 429, "overloaded_error", 529);
    private static final int LONGEST_REASON = 60;

    Reply read(Request request, Exchange exchange) {
        return Wire.read(request, exchange, scrub, this::success);
    }

    private Reply success(Request request, int status, JsonNode root, @Nullable String requestId) {
        if (ErrorBody.isError(root)) {
            return lateError(status, root, requestId);
        }
        var stopReason = root.path("stop_reason");
        if (!root.path("content").isArray() || !stopReason.isString()) {
            return new Reply.Failed(new Failure.ServerError(status + " with a body that is not a message"), null,
                    usage(root.path("usage")), requestId);
        }
        return message(request, root, OneLine.of(stopReason.asString(), LONGEST_REASON), requestId);
    }

    /// An error after the status was sent; `retry-after` on it means nothing, and whether it was billed is unknown.
    private Reply lateError(int status, JsonNode root, @Nullable String requestId) {
        var error = ErrorBody.of(root);
        var rejection = new Rejection(fittingStatus(error), error, false, null, error.detail(status, scrub));
        return new Reply.Failed(rejection.failure(), null, usage(root.path("usage")), requestId);
    }

    /// The HTTP status that an error would have come with.
    static int fittingStatus(ErrorBody error) {
        return error.names()
                .stream()
                .flatMap(name -> Optional.ofNullable(STATUS_OF_TYPE.get(name)).stream())
                .findFirst()
                .orElse(500);
    }

    private static Reply message(Request request, JsonNode root, String stopReason, @Nullable String requestId) {
        var usage = usage(root.path("usage"));
        var calls = new ToolCalls(toolCalls(root.path("content")), text(root.path("content")));
        var failure = switch (stopReason) {
            case "end_turn", "stop_sequence", "tool_use" -> null;
            case "max_tokens", "model_context_window_exceeded" ->
                Wire.truncated(request, "stop_reason " + stopReason, calls.written());
            case "refusal" ->
                Wire.refused("stop_reason refusal" + category(root.path("stop_details")), calls.written());
            default -> Wire.nothingToUse("unknown-stop-reason", "stop_reason " + stopReason + " is not one to use",
                    calls.text());
        };
        return failure == null
                ? ended(request, calls, stopReason, usage, requestId)
                : new Reply.Failed(failure, stopReason, usage, requestId);
    }

    /// A reply that ended by itself: the arguments of the tool that was offered, else text.
    private static Reply ended(Request request, ToolCalls calls, String stopReason, @Nullable Usage usage,
            @Nullable String requestId) {
        if (request.format() instanceof OutputFormat.Tool tool) {
            return calls.reply(tool, stopReason, usage, requestId);
        }
        var failure = failureOfText(calls, stopReason);
        return failure == null
                ? new Reply.Completed(calls.text(), stopReason, usage, requestId)
                : new Reply.Failed(failure, stopReason, usage, requestId);
    }

    private static @Nullable Failure failureOfText(ToolCalls calls, String stopReason) {
        if (stopReason.equals("tool_use") || !calls.calls().isEmpty()) {
            return calls.unasked(stopReason);
        }
        return calls.text().isBlank()
                ? Wire.nothingToUse("no-text", "stop_reason " + stopReason + " without text", "")
                : null;
    }

    private static List<ToolCalls.Call> toolCalls(JsonNode content) {
        return content.valueStream()
                .filter(block -> "tool_use".equals(block.path("type").asString("")))
                .map(block -> new ToolCalls.Call(block.path("name").asString(""), arguments(block.path("input"))))
                .toList();
    }

    /// An object, or nothing at all (recorded: an empty string where a tool has no required argument).
    private static String arguments(JsonNode input) {
        return input.isMissingNode() || input.isNull() || input.asString("?").isBlank() ? "" : input.toString();
    }

    /// Blocks are picked by type: the first may be `thinking`.
    private static String text(JsonNode content) {
        return content.valueStream()
                .filter(block -> "text".equals(block.path("type").asString("")))
                .map(block -> block.path("text").asString(""))
                .collect(Collectors.joining());
    }

    private static String category(JsonNode stopDetails) {
        return stopDetails.path("category")
                .stringValueOpt()
                .map(name -> ", category " + OneLine.of(name, LONGEST_REASON))
                .orElse("");
    }

    /// `input_tokens` excludes what was read from or written to the cache (docs of the Messages API, November 2026).
    private static @Nullable Usage usage(JsonNode usage) {
        long fresh = TokenCounts.required(usage.path("input_tokens"));
        long output = TokenCounts.required(usage.path("output_tokens"));
        long read = TokenCounts.optional(usage.path("cache_read_input_tokens"));
        var creation = usage.path("cache_creation");
        long fiveMinutes = TokenCounts.optional(creation.path("ephemeral_5m_input_tokens"));
        long oneHour = TokenCounts.optional(creation.path("ephemeral_1h_input_tokens"));
        var total = usage.path("cache_creation_input_tokens");
        long written = total.isMissingNode() || total.isNull() ? fiveMinutes + oneHour : TokenCounts.required(total);
        if (TokenCounts.anyUnusable(fresh, output, read, fiveMinutes, oneHour, written)) {
            return null;
        }
        return TokenCounts.usage(fresh + read + written, output, read, written, oneHour);
    }
}
