package dev.penstock.simulator;

import dev.penstock.item.Usage;
import dev.penstock.simulator.Rejection.Trouble;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Mistral's API: strict about fields, errors flat (mistralai/platform-docs-public of 2026-08-21, and recorded bodies).
record MistralFlavour() implements ChatFlavour {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final Set<String> FIELDS = Set.of("model", "messages", "max_tokens", "temperature", "top_p",
            "stream",
            "stop", "random_seed", "metadata", "response_format", "tools", "tool_choice", "presence_penalty",
            "frequency_penalty", "n", "prediction", "parallel_tool_calls", "prompt_mode", "reasoning_effort",
            "safe_prompt", "prompt_cache_key", "guardrails");

    /// Any field it does not know, `max_completion_tokens` and `store` among them.
    @Override
    public Optional<Rejection> refuse(JsonNode body) {
        return body.propertyNames()
                .stream()
                .filter(name -> !FIELDS.contains(name))
                .findFirst()
                .map(name -> new Rejection(Trouble.UNSUPPORTED_PARAMETER, 422, "Extra inputs are not permitted", name));
    }

    @Override
    public boolean judgesSchemas() {
        return true;
    }

    @Override
    public ObjectNode usage(Usage usage) {
        var node = JSON.objectNode()
                .put("prompt_tokens", usage.input())
                .put("completion_tokens", usage.output())
                .put("total_tokens", usage.input() + usage.output());
        return usage.cacheRead() == 0 ? node : node.put("num_cached_tokens", usage.cacheRead());
    }

    @Override
    public String finishOfForcedCall() {
        return "tool_calls";
    }

    @Override
    public boolean tellsCaching() {
        return true;
    }

    @Override
    public Map<String, String> quotaHeaders(QuotaState state) {
        return Map.of();
    }

    @Override
    public HttpReply error(Rejection rejection) {
        return switch (rejection.trouble()) {
            case MISSING_KEY, WRONG_KEY -> HttpReply.json(rejection.status(), "{\"detail\":\"Unauthorized\"}");
            case MISSING_PARAMETER -> validation(rejection, "missing");
            case UNSUPPORTED_PARAMETER -> validation(rejection, "extra_forbidden");
            case NO_MODEL -> HttpReply.json(400, flat(rejection).toString());
            case MALFORMED_JSON, INVALID, CONTEXT, TOO_LARGE, NO_PATH, RATE, OVERLOADED, SERVER, BILLING ->
                HttpReply.json(rejection.status(), flat(rejection).toString());
        };
    }

    private static HttpReply validation(Rejection rejection, String type) {
        var body = JSON.objectNode();
        var problem = body.putArray("detail").addObject().put("type", type);
        problem.putArray("loc").add("body").add(Objects.requireNonNullElse(rejection.param(), ""));
        problem.put("msg", rejection.message()).putNull("input");
        return HttpReply.json(422, body.toString());
    }

    private static ObjectNode flat(Rejection rejection) {
        return JSON.objectNode()
                .put("object", "error")
                .put("message", message(rejection))
                .put("type", type(rejection.trouble()))
                .put("param", rejection.param())
                .put("code", code(rejection.trouble()));
    }

    private static String message(Rejection rejection) {
        if (rejection.message() != null) {
            return rejection.message();
        }
        return switch (rejection.trouble()) {
            case CONTEXT -> "Prompt contains 214031 tokens, too large for model with 131072 maximum context length";
            case NO_MODEL -> "Invalid model";
            case RATE -> "Requests rate limit exceeded";
            case BILLING -> "Your workspace has reached its spending limit for this month";
            case OVERLOADED -> "Service tier capacity exceeded for this model";
            case SERVER -> "Internal server error";
            case NO_PATH -> "no Route matched with those values";
            case MISSING_KEY, WRONG_KEY, MALFORMED_JSON, INVALID, MISSING_PARAMETER, UNSUPPORTED_PARAMETER, TOO_LARGE ->
                "Invalid request";
        };
    }

    private static String type(Trouble trouble) {
        return switch (trouble) {
            case NO_MODEL -> "invalid_model";
            case RATE, BILLING -> "rate_limit_error";
            case OVERLOADED, SERVER -> "server_error";
            case MISSING_KEY, WRONG_KEY -> "authentication_error";
            case MALFORMED_JSON, INVALID, MISSING_PARAMETER, UNSUPPORTED_PARAMETER, CONTEXT, TOO_LARGE, NO_PATH ->
                "invalid_request_error";
        };
    }

    private static @Nullable String code(Trouble trouble) {
        return switch (trouble) {
            case CONTEXT -> "3051";
            case NO_MODEL -> "1500";
            case MISSING_KEY, WRONG_KEY, MALFORMED_JSON, INVALID, MISSING_PARAMETER, UNSUPPORTED_PARAMETER, TOO_LARGE,
                    NO_PATH, RATE, OVERLOADED, SERVER, BILLING ->
                null;
        };
    }
}
