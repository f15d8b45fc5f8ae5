package dev.penstock.simulator;

import dev.penstock.item.Usage;
import dev.penstock.simulator.Prompt.Turn;
import dev.penstock.simulator.Rejection.Trouble;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// The Messages API, version 2026-10-21 (platform.claude.com/docs/en/api, read 2026-11-23).
final class AnthropicWire implements WireFormat {
    static final AnthropicWire INSTANCE = new AnthropicWire();
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final List<String> REMOVED = List.of("temperature", "top_p", "top_k");

    private AnthropicWire() {}

    @Override
    public Intake read(JsonNode body) {
        if (!body.isObject()) {
            return Rejection.invalid("Input should be a valid dictionary", null);
        }
        for (var required : List.of("model", "max_tokens", "messages")) {
            if (body.path(required).isMissingNode()) {
                return new Rejection(Trouble.MISSING_PARAMETER, 400, required + ": Field required", required);
            }
        }
        for (var removed : REMOVED) {
            if (body.has(removed)) {
                return new Rejection(Trouble.UNSUPPORTED_PARAMETER, 400,
                        removed + ": Extra inputs are not permitted", removed);
            }
        }
        if (!body.path("max_tokens").isInt() || body.path("max_tokens").intValue() < 1) {
            return Rejection.invalid("max_tokens: Input should be greater than or equal to 1", "max_tokens");
        }
        if (body.path("stream").asBoolean(false)) {
            return Rejection.invalid("stream: the simulator answers non-streaming requests only", "stream");
        }
        return readMessages(body);
    }

    private static Intake readMessages(JsonNode body) {
        var messages = body.path("messages");
        if (!messages.isArray() || messages.isEmpty()) {
            return Rejection.invalid("messages: at least one message is required", "messages");
        }
        var turns = new ArrayList<Turn>();
        for (var i = 0; i < messages.size(); i++) {
            var role = messages.path(i).path("role").asString("");
            var text = Texts.of(messages.path(i).path("content"));
            if (!role.equals("user") && !role.equals("assistant")) {
                return Rejection.invalid("messages." + i + ".role: Input should be 'user' or 'assistant'", "messages");
            }
            if (text == null || text.isBlank()) {
                return Rejection.invalid("messages." + i + ": text content blocks must be non-empty", "messages");
            }
            turns.add(new Turn(role.equals("user"), text));
        }
        return readFormat(body, turns);
    }

    private static Intake readFormat(JsonNode body, List<Turn> turns) {
        var format = body.path("output_config").path("format");
        var schema = format.isObject() ? format.path("schema") : null;
        if (schema != null) {
            var problem = StrictSchema.anthropic(schema);
            if (problem != null) {
                return Rejection.invalid("output_config.format.schema: " + problem, null);
            }
        }
        var system = Texts.of(body.path("system"));
        var otherBytes = (schema == null ? 0 : Prompt.utf8(schema.toString()))
                + (body.has("tools") ? Prompt.utf8(body.path("tools").toString()) : 0);
        return new Prompt(body.path("model").asString(""), system == null ? "" : system, turns,
                body.path("max_tokens").intValue(), schema, schema != null, otherBytes);
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
            case Answer.Text(var text, _) when text.isEmpty() -> content.removeAll();
            case Answer.Text(var text, _) -> content.addObject().put("type", "text").put("text", text);
            case Answer.Refusal(var text) -> content.addObject().put("type", "text").put("text", text);
            case Answer.ToolCall(var name, var arguments) -> content.addObject()
                    .put("type", "tool_use")
                    .put("id", "toolu_01" + Ids.letters(seq, 22))
                    .put("name", name)
                    .set("input", Texts.parse(arguments));
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
            case Answer.ToolCall _ -> "tool_use";
            case Answer.Text(_, var stop) -> switch (stop) {
                case END -> "end_turn";
                case LENGTH -> "max_tokens";
                case FILTERED -> "refusal";
                case UNKNOWN -> "preempted";
            };
        };
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
