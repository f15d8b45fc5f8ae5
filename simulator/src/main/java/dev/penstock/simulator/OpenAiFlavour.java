package dev.penstock.simulator;

import dev.penstock.item.Usage;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// OpenAI itself.
record OpenAiFlavour() implements ChatFlavour {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    /// JSON mode is refused unless the conversation speaks of it.
    @Override
    public Optional<Rejection> refuse(JsonNode body) {
        var jsonMode = body.path("response_format").path("type").asString("").equals("json_object");
        return jsonMode && !body.path("messages").toString().toLowerCase(Locale.ROOT).contains("json")
                ? Optional.of(Rejection.invalid("'messages' must contain the word 'json' in some form, to use "
                        + "'response_format' of type 'json_object'.", "messages"))
                : Optional.empty();
    }

    @Override
    public boolean judgesSchemas() {
        return true;
    }

    /// `prompt_tokens` includes what was read from or written to the cache.
    @Override
    public ObjectNode usage(Usage usage) {
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
    public String finishOfForcedCall() {
        return "stop";
    }

    @Override
    public boolean tellsCaching() {
        return true;
    }

    @Override
    public HttpReply error(Rejection rejection) {
        var body = JSON.objectNode();
        body.putObject("error")
                .put("message", message(rejection))
                .put("type", type(rejection))
                .put("param", rejection.param())
                .put("code", code(rejection));
        return HttpReply.json(rejection.status(), body.toString());
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
