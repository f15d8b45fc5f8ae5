package dev.penstock.openai;

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
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Derives what an exchange with a chat completions server means, from status, headers and bytes alone. Pure, and never
/// throws whatever the bytes are. One function for all dialects: gateways mix their spellings.
///
/// @param scrub takes the key out of a text
record OpenAiReplies(UnaryOperator<String> scrub) {
    /// The HTTP status that fits each name, for errors that come with status 200.
    private static final Map<String, Integer> STATUS_OF_NAME = Map.of("invalid_api_key", 401, "insufficient_quota", 429,
            "rate_limit_exceeded", 429, "rate_limit_error", 429, "slow_down", 429, "model_not_found", 404,
            "server_is_overloaded", 503, "service_unavailable_error", 503, "context_length_exceeded", 400,
            "invalid_request_error", 400);
    private static final int LONGEST_REASON = 60;

    Reply read(Request request, Exchange exchange) {
        return Wire.read(request, exchange, scrub, this::success);
    }

    private Reply success(Request request, int status, JsonNode root, @Nullable String requestId) {
        if (ErrorBody.isError(root)) {
            return lateError(status, root, requestId);
        }
        var choice = root.path("choices").path(0);
        var finishReason = choice.path("finish_reason");
        if (!choice.path("message").isObject() || !finishReason.isString()) {
            return new Reply.Failed(new Failure.ServerError(status + " with a body that is not a chat completion"),
                    null,
                    usage(root.path("usage")), requestId);
        }
        var reason = OneLine.of(finishReason.asString(), LONGEST_REASON);
        return completion(request, choice.path("message"), reason, usage(root.path("usage")), requestId);
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
                .flatMap(name -> Optional.ofNullable(STATUS_OF_NAME.get(name)).stream())
                .findFirst()
                .or(error::statusCode)
                .orElse(500);
    }

    private static Reply completion(Request request, JsonNode message, String reason, @Nullable Usage usage,
            @Nullable String requestId) {
        var calls = new ToolCalls(toolCalls(message.path("tool_calls")), text(message.path("content")));
        var failure = failure(request, message, reason, calls.written());
        return failure == null
                ? ended(request, calls, reason, usage, requestId)
                : new Reply.Failed(failure, reason, usage, requestId);
    }

    /// A refusal comes with finish reason `stop` and no content, so it is looked for first.
    private static @Nullable Failure failure(Request request, JsonNode message, String reason, String text) {
        var refusal = message.path("refusal").asString("");
        if (!refusal.isBlank()) {
            return Wire.refused("message.refusal, finish_reason " + reason, refusal);
        }
        return switch (reason) {
            case "stop", "tool_calls", "function_call" -> null;
            case "length", "model_length" ->
                Wire.truncated(request, "finish_reason " + reason, text);
            case "content_filter" -> Wire.refused("finish_reason content_filter", text);
            case "error", "abort" -> new Failure.ServerError("finish_reason " + reason);
            default -> Wire.nothingToUse("unknown-stop-reason", "finish_reason " + reason + " is not one to use", text);
        };
    }

    /// A reply that ended by itself: the arguments of the tool that was offered, else text. A call that was forced by name
    /// ends with `stop`, one that the model chose with `tool_calls`.
    private static Reply ended(Request request, ToolCalls calls, String reason, @Nullable Usage usage,
            @Nullable String requestId) {
        if (request.format() instanceof OutputFormat.Tool tool) {
            return calls.reply(tool, reason, usage, requestId);
        }
        var failure = failureOfText(calls, reason);
        return failure == null
                ? new Reply.Completed(calls.text(), reason, usage, requestId)
                : new Reply.Failed(failure, reason, usage, requestId);
    }

    private static @Nullable Failure failureOfText(ToolCalls calls, String reason) {
        if (!reason.equals("stop") || !calls.calls().isEmpty()) {
            return calls.unasked(reason);
        }
        return calls.text().isBlank()
                ? Wire.nothingToUse("no-text", "finish_reason " + reason + " without text", "")
                : null;
    }

    private static List<ToolCalls.Call> toolCalls(JsonNode calls) {
        return calls.valueStream()
                .map(call -> call.path("function"))
                .map(function -> new ToolCalls.Call(function.path("name").asString(""),
                        arguments(function.path("arguments"))))
                .toList();
    }

    /// JSON in a string; some servers send the object itself, and an empty string where there is nothing to say.
    private static String arguments(JsonNode arguments) {
        return arguments.isContainer() ? arguments.toString() : arguments.asString("");
    }

    /// A string, or a list of parts of which some are `thinking` (Mistral's reasoning models).
    private static String text(JsonNode content) {
        if (content.isString()) {
            return content.asString();
        }
        return content.valueStream()
                .filter(part -> "text".equals(part.path("type").asString("")))
                .map(part -> part.path("text").asString(""))
                .collect(Collectors.joining());
    }

    /// `prompt_tokens` includes cached and cache-written tokens. Reasoning is part of `completion_tokens` at OpenAI; xAI and
    /// Gemini count it beside them and only in `total_tokens`.
    private static @Nullable Usage usage(JsonNode usage) {
        long input = TokenCounts.required(usage.path("prompt_tokens"));
        long output = TokenCounts.required(usage.path("completion_tokens"));
        long read = TokenCounts.optional(cached(usage));
        long written = TokenCounts.optional(usage.path("prompt_tokens_details").path("cache_write_tokens"));
        if (TokenCounts.anyUnusable(input, output, read, written)) {
            return null;
        }
        return TokenCounts.usage(input, output + reasoningBeside(usage, input + output), read, written, 0);
    }

    private static long reasoningBeside(JsonNode usage, long counted) {
        long reasoning = TokenCounts.optional(usage.path("completion_tokens_details").path("reasoning_tokens"));
        long total = TokenCounts.optional(usage.path("total_tokens"));
        return reasoning > 0 && total == counted + reasoning ? reasoning : 0;
    }

    private static JsonNode cached(JsonNode usage) {
        return Stream.of(usage.path("prompt_tokens_details").path("cached_tokens"), usage.path("num_cached_tokens"))
                .filter(JsonNode::isNumber)
                .findFirst()
                .orElse(usage.path("prompt_tokens_details").path("cached_tokens"));
    }
}
