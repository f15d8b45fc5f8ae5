package dev.penstock.simulator;

import dev.penstock.item.Usage;
import dev.penstock.simulator.Rejection.Trouble;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// The Messages API, version 2026-10-21 (platform.claude.com/docs/en/api, read 2026-11-23).
final class AnthropicWire implements WireFormat {
    static final AnthropicWire INSTANCE = new AnthropicWire();
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private AnthropicWire() {}

    @Override
    public Intake read(JsonNode body) {
        return new MessagesReader(body).read();
    }

    @Override
    public HttpReply reply(long seq, Prompt prompt, Answer answer, @Nullable Usage usage, long epochSecond) {
        var message = JSON.objectNode()
                .put("id", "msg_01" + Ids.letters(seq, 22))
                .put("type", "message")
                .put("role", "assistant")
                .put("model", prompt.model());
        putContent(message, seq, answer);
        putStop(message, answer);
        if (usage != null) {
            message.set("usage", usage(usage));
        }
        return HttpReply.json(200, message.toString()).with(headers(seq));
    }

    private static void putContent(ObjectNode message, long seq, Answer answer) {
        var content = message.putArray("content");
        switch (answer) {
            case Answer.Text(var text, _) -> addText(content, text);
            case Answer.Refusal(var text) -> addText(content, text);
            case Answer.ToolCalls(var calls, var beside, _) -> {
                addText(content, beside);
                for (var i = 0; i < calls.size(); i++) {
                    content.addObject()
                            .put("type", "tool_use")
                            .put("id", "toolu_01" + Ids.letters(seq + i * 1_000_003L, 22))
                            .put("name", calls.get(i).name())
                            .set("input", input(calls.get(i).argumentsJson()));
                }
            }
        }
    }

    private static void addText(ArrayNode content, String text) {
        if (!text.isEmpty()) {
            content.addObject().put("type", "text").put("text", text);
        }
    }

    /// What the model wrote as far as it is JSON: an input that was cut off arrives as an empty object.
    private static JsonNode input(String argumentsJson) {
        try {
            var input = Texts.parse(argumentsJson);
            return input.isMissingNode() ? JSON.objectNode() : input;
        } catch (JacksonException _) {
            return JSON.objectNode();
        }
    }

    private static void putStop(ObjectNode message, Answer answer) {
        message.put("stop_reason", stopReason(answer)).putNull("stop_sequence");
        if (!stopReason(answer).equals("refusal")) {
            message.putNull("stop_details");
            return;
        }
        message.putObject("stop_details")
                .put("type", "refusal")
                .put("category", "general_harms")
                .put("explanation",
                        "The request was declined under the usage policy.");
    }

    private static String stopReason(Answer answer) {
        return switch (answer) {
            case Answer.Refusal _ -> "refusal";
            case Answer.ToolCalls(_, _, var stop) -> stop == Answer.Stop.END ? "tool_use" : stopReason(stop);
            case Answer.Text(_, var stop) -> stopReason(stop);
        };
    }

    private static String stopReason(Answer.Stop stop) {
        return switch (stop) {
            case END -> "end_turn";
            case LENGTH -> "max_tokens";
            case FILTERED -> "refusal";
            case UNKNOWN -> "preempted";
        };
    }

    @Override
    public List<CachePrefix> prefixes(Prompt prompt) {
        return prompt.marks();
    }

    @Override
    public boolean billsCacheWrites(String model) {
        return true;
    }

    /// Anthropic's own convention: `input_tokens` excludes what was read from or written to the cache.
    private static ObjectNode usage(Usage usage) {
        var node = JSON.objectNode()
                .put("input_tokens", usage.input() - usage.cacheRead() - usage.cacheWrite())
                .put("cache_creation_input_tokens", usage.cacheWrite())
                .put("cache_read_input_tokens", usage.cacheRead());
        node.putObject("cache_creation")
                .put("ephemeral_5m_input_tokens", usage.cacheWrite() - usage.cacheWriteLong())
                .put("ephemeral_1h_input_tokens", usage.cacheWriteLong());
        return node.put("output_tokens", usage.output()).put("service_tier", "standard").put("inference_geo", "global");
    }

    @Override
    public HttpReply error(long seq, Rejection rejection) {
        var body = JSON.objectNode().put("type", "error");
        var error = body.putObject("error").put("type", type(rejection)).put("message", message(rejection));
        if (rejection.trouble() == Trouble.BILLING && rejection.status() == 429) {
            error.putObject("details").put("error_code", "enforced_spend_limit_reached");
        }
        body.put("request_id", Ids.request(Wire.ANTHROPIC, seq));
        return HttpReply.json(rejection.status(), body.toString()).with(headers(seq));
    }

    private static String type(Rejection rejection) {
        return switch (rejection.trouble()) {
            case MISSING_KEY, WRONG_KEY -> "authentication_error";
            case MALFORMED_JSON, INVALID, MISSING_PARAMETER, UNSUPPORTED_PARAMETER -> "invalid_request_error";
            case CONTEXT -> rejection.status() == 429 ? "rate_limit_error" : "invalid_request_error";
            case TOO_LARGE -> "request_too_large";
            case NO_MODEL, NO_PATH -> "not_found_error";
            case RATE -> "rate_limit_error";
            case OVERLOADED -> "overloaded_error";
            case SERVER -> rejection.status() == 504 ? "timeout_error" : "api_error";
            case BILLING -> rejection.status() == 429 ? "rate_limit_error" : "billing_error";
        };
    }

    private static String message(Rejection rejection) {
        var message = rejection.message();
        if (message != null) {
            return message;
        }
        return switch (rejection.trouble()) {
            case MISSING_KEY -> "x-api-key header is required";
            case WRONG_KEY -> "invalid x-api-key";
            case MALFORMED_JSON -> "The request body is not valid JSON";
            case INVALID, MISSING_PARAMETER, UNSUPPORTED_PARAMETER ->
                "messages.0.content: Input should be a valid list";
            case CONTEXT -> "prompt is too long: 214031 tokens > 200000 maximum";
            case TOO_LARGE -> "Request exceeds the maximum size";
            case NO_MODEL -> "model: not found";
            case NO_PATH -> "Not Found";
            case RATE -> "This request would exceed your organization's rate limit. Please try again later.";
            case OVERLOADED -> "Overloaded";
            case SERVER -> "Internal server error";
            case BILLING ->
                "You have reached your API usage limits. You will regain access on 2026-12-01 at 00:00 UTC.";
        };
    }

    @Override
    public Map<String, String> headers(long seq) {
        return Map.of("request-id", Ids.request(Wire.ANTHROPIC, seq), "anthropic-organization-id",
                "5d0c8f0e-7a8b-4b3f-9a55-0c51a1e5ed00");
    }

    @Override
    public Map<String, String> quotaHeaders(QuotaState state) {
        var headers = new LinkedHashMap<String, String>();
        put(headers, "requests", state.requests(), state.at());
        put(headers, "input-tokens", state.inputTokens(), state.at());
        put(headers, "output-tokens", state.outputTokens(), state.at());
        return headers;
    }

    private static void put(Map<String, String> headers, String what, QuotaState.@Nullable Level level, Instant now) {
        if (level != null) {
            var name = "anthropic-ratelimit-" + what;
            headers.put(name + "-limit", Long.toString(level.limit()));
            headers.put(name + "-remaining", Long.toString(level.remaining()));
            headers.put(name + "-reset",
                    now.plus(level.full()).plusMillis(999).truncatedTo(ChronoUnit.SECONDS).toString());
        }
    }
}
