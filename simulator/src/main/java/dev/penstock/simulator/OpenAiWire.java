package dev.penstock.simulator;

import dev.penstock.item.Usage;
import dev.penstock.simulator.Prompt.Turn;
import dev.penstock.simulator.Rejection.Trouble;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// The Chat Completions API (openai-openapi of 2026-08-21).
final class OpenAiWire implements WireFormat {
    static final OpenAiWire INSTANCE = new OpenAiWire();
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final int DEFAULT_MAX_TOKENS = 4096;
    private static final Pattern SCHEMA_NAME = Pattern.compile("[A-Za-z0-9_-]{1,64}");

    private OpenAiWire() {}

    @Override
    public Intake read(JsonNode body) {
        if (!body.isObject()) {
            return Rejection.invalid("The request body must be a JSON object.", null);
        }
        if (!body.path("model").isString()) {
            return Rejection.invalid("you must provide a model parameter", null);
        }
        if (!body.path("messages").isArray()) {
            return new Rejection(Trouble.MISSING_PARAMETER, 400, "Missing required parameter: 'messages'.", "messages");
        }
        if (body.path("messages").isEmpty()) {
            return Rejection.invalid("Invalid 'messages': empty array. Expected an array with minimum length 1.",
                    "messages");
        }
        if (body.path("stream").asBoolean(false)) {
            return Rejection.invalid("The simulator answers non-streaming requests only.", "stream");
        }
        var cap = cap(body);
        if (cap < 1) {
            return Rejection.invalid("Invalid 'max_completion_tokens': expected a value >= 1.",
                    "max_completion_tokens");
        }
        return readMessages(body, cap);
    }

    private static int cap(JsonNode body) {
        return body.path("max_completion_tokens").asInt(body.path("max_tokens").asInt(DEFAULT_MAX_TOKENS));
    }

    private static Intake readMessages(JsonNode body, int cap) {
        var system = new StringBuilder();
        var turns = new ArrayList<Turn>();
        var messages = body.path("messages");
        for (var i = 0; i < messages.size(); i++) {
            var text = Texts.of(messages.path(i).path("content"));
            var param = "messages.[" + i + "]";
            if (text == null) {
                return Rejection.invalid("Invalid value for 'content': expected a string or an array of parts.",
                        param + ".content");
            }
            switch (messages.path(i).path("role").asString("")) {
                case "system", "developer" -> system.append(text);
                case "user" -> turns.add(new Turn(true, text));
                case "assistant" -> turns.add(new Turn(false, text));
                default -> {
                    return new Rejection(Trouble.INVALID, 400,
                            "Invalid value for 'role'. Supported values are: 'system', 'assistant', 'user', and 'developer'.",
                            param + ".role");
                }
            }
        }
        return readFormat(body, system.toString(), turns, cap);
    }

    private static Intake readFormat(JsonNode body, String system, List<Turn> turns, int cap) {
        var format = body.path("response_format");
        var type = format.path("type").asString("text");
        var schema = type.equals("json_schema") ? format.path("json_schema").path("schema") : null;
        if (schema != null) {
            var name = format.path("json_schema").path("name").asString("");
            if (!SCHEMA_NAME.matcher(name).matches()) {
                return Rejection.invalid("Invalid 'response_format.json_schema.name': expected a-z, A-Z, 0-9, _ or -.",
                        "response_format.json_schema.name");
            }
            var strict = format.path("json_schema").path("strict").asBoolean(false);
            var problem = strict ? StrictSchema.openAi(schema) : null;
            if (problem != null) {
                return Rejection.invalid("Invalid schema for response_format '" + name + "': " + problem,
                        "response_format");
            }
        }
        var otherBytes = (schema == null ? 0 : Prompt.utf8(schema.toString()))
                + (body.has("tools") ? Prompt.utf8(body.path("tools").toString()) : 0);
        return new Prompt(body.path("model").asString(""), system, turns, cap, schema, !type.equals("text"),
                otherBytes);
    }

    @Override
    public HttpReply reply(long seq, Prompt prompt, Answer answer, @Nullable Usage usage, long epochSecond) {
        var completion = JSON.objectNode()
                .put("id", "chatcmpl-" + Ids.letters(seq, 29))
                .put("object", "chat.completion")
                .put("created", epochSecond)
                .put("model", prompt.model());
        var choice = completion.putArray("choices").addObject().put("index", 0);
        putMessage(choice.putObject("message").put("role", "assistant"), seq, answer);
        choice.putNull("logprobs").put("finish_reason", finishReason(answer));
        if (usage != null) {
            completion.set("usage", usage(usage));
        }
        completion.put("service_tier", "default").putNull("system_fingerprint");
        return HttpReply.json(200, completion.toString()).with(headers(seq));
    }

    private static void putMessage(ObjectNode message, long seq, Answer answer) {
        switch (answer) {
            case Answer.Text(var text, _) -> message.put("content", text).putNull("refusal").putArray("annotations");
            case Answer.Refusal(var text) -> message.putNull("content").put("refusal", text).putArray("annotations");
            case Answer.ToolCall(var name, var arguments) -> message.putNull("content")
                    .putNull("refusal")
                    .putArray("tool_calls")
                    .addObject()
                    .put("id", "call_" + Ids.letters(seq, 24))
                    .put("type", "function")
                    .putObject("function")
                    .put("name", name)
                    .put("arguments", arguments);
        }
    }

    private static String finishReason(Answer answer) {
        return switch (answer) {
            case Answer.Refusal _ -> "stop";
            case Answer.ToolCall _ -> "tool_calls";
            case Answer.Text(_, var stop) -> switch (stop) {
                case END -> "stop";
                case LENGTH -> "length";
                case FILTERED -> "content_filter";
                case UNKNOWN -> "preempted";
            };
        };
    }

    /// OpenAI's own convention: `prompt_tokens` includes what was read from or written to the cache.
    private static ObjectNode usage(Usage usage) {
        var node = JSON.objectNode()
                .put("prompt_tokens", usage.input())
                .put("completion_tokens", usage.output())
                .put("total_tokens", usage.input() + usage.output());
        node.putObject("prompt_tokens_details")
                .put("cached_tokens", usage.cacheRead())
                .put("cache_write_tokens", usage.cacheWrite())
                .put("audio_tokens", 0);
        node.putObject("completion_tokens_details")
                .put("reasoning_tokens", 0)
                .put("audio_tokens", 0)
                .put("accepted_prediction_tokens", 0)
                .put("rejected_prediction_tokens", 0);
        return node;
    }

    @Override
    public HttpReply error(long seq, Rejection rejection) {
        var body = JSON.objectNode();
        body.putObject("error")
                .put("message", message(rejection))
                .put("type", type(rejection))
                .put("param", rejection.param())
                .put("code", code(rejection));
        return HttpReply.json(rejection.status(), body.toString()).with(headers(seq));
    }

    private static String type(Rejection rejection) {
        return switch (rejection.trouble()) {
            case MISSING_KEY, WRONG_KEY, MALFORMED_JSON, INVALID, MISSING_PARAMETER, UNSUPPORTED_PARAMETER, TOO_LARGE,
                    NO_MODEL, NO_PATH ->
                "invalid_request_error";
            case CONTEXT -> rejection.status() == 429 ? "tokens" : "invalid_request_error";
            case RATE -> "requests";
            case OVERLOADED -> "service_unavailable_error";
            case SERVER -> "server_error";
            case BILLING -> "insufficient_quota";
        };
    }

    private static @Nullable String code(Rejection rejection) {
        return switch (rejection.trouble()) {
            case MISSING_KEY, MALFORMED_JSON, TOO_LARGE, NO_PATH, SERVER -> null;
            case INVALID -> rejection.param() == null || rejection.param().equals("response_format")
                    ? null
                    : "invalid_value";
            case MISSING_PARAMETER -> "missing_required_parameter";
            case UNSUPPORTED_PARAMETER -> "unsupported_parameter";
            case WRONG_KEY -> "invalid_api_key";
            case CONTEXT -> "context_length_exceeded";
            case NO_MODEL -> "model_not_found";
            case RATE -> "rate_limit_exceeded";
            case OVERLOADED -> "server_is_overloaded";
            case BILLING -> "credit_balance_exhausted";
        };
    }

    private static String message(Rejection rejection) {
        var message = rejection.message();
        if (message != null) {
            return message;
        }
        return switch (rejection.trouble()) {
            case MISSING_KEY -> "You didn't provide an API key in an Authorization header.";
            case WRONG_KEY -> "Incorrect API key provided.";
            case MALFORMED_JSON -> "We could not parse the JSON body of your request.";
            case INVALID, MISSING_PARAMETER, UNSUPPORTED_PARAMETER -> "Invalid value for 'messages[0].content'.";
            case CONTEXT -> "This model's maximum context length is 128000 tokens. However, your messages resulted in "
                    + "214031 tokens. Please reduce the length of the messages.";
            case TOO_LARGE -> "Request exceeds the maximum size.";
            case NO_MODEL -> "The model does not exist or you do not have access to it.";
            case NO_PATH -> "Invalid URL";
            case RATE -> "Rate limit reached. Please try again later.";
            case OVERLOADED -> "The server is currently overloaded. Please try again later.";
            case SERVER -> "The server had an error while processing your request.";
            case BILLING -> "You exceeded your current quota, please check your plan and billing details.";
        };
    }

    @Override
    public Map<String, String> headers(long seq) {
        return Map.of("x-request-id", Ids.request(Wire.OPENAI, seq), "openai-processing-ms", "1", "openai-version",
                "2020-10-01");
    }

    @Override
    public Map<String, String> quotaHeaders(QuotaState state) {
        var headers = new LinkedHashMap<String, String>();
        put(headers, "requests", state.requests());
        put(headers, "tokens", state.inputTokens() == null ? state.outputTokens() : state.inputTokens());
        return headers;
    }

    private static void put(Map<String, String> headers, String what, QuotaState.@Nullable Level level) {
        if (level != null) {
            headers.put("x-ratelimit-limit-" + what, Long.toString(level.limit()));
            headers.put("x-ratelimit-remaining-" + what, Long.toString(level.remaining()));
            headers.put("x-ratelimit-reset-" + what, goDuration(level.full()));
        }
    }

    /// A duration as Go prints it: `6m0s`, `1.5s`, `17ms`.
    static String goDuration(Duration duration) {
        var millis = duration.toMillis();
        if (millis < 1000) {
            return millis == 0 ? "0s" : millis + "ms";
        }
        var fraction = millis % 1000;
        var seconds = millis / 1000 % 60
                + (fraction == 0 ? "" : ("." + String.format("%03d", fraction)).replaceAll("0+$", "")) + "s";
        var hours = duration.toHours();
        return (hours > 0 ? hours + "h" : "") + (duration.toMinutes() > 0 ? duration.toMinutesPart() + "m" : "")
                + seconds;
    }
}
