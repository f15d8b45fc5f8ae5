package dev.penstock.simulator;

import dev.penstock.item.Usage;
import dev.penstock.simulator.Rejection.Trouble;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// vLLM: ignores fields it does not know, error codes are numbers, no rate limits, no details of usage (its protocol.py and
/// docs/features/structured_outputs.md).
record VllmFlavour() implements ChatFlavour {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    @Override
    public Optional<Rejection> refuse(JsonNode body) {
        return Optional.empty();
    }

    @Override
    public boolean judgesSchemas() {
        return false;
    }

    @Override
    public ObjectNode usage(Usage usage) {
        return JSON.objectNode()
                .put("prompt_tokens", usage.input())
                .put("total_tokens", usage.input() + usage.output())
                .put("completion_tokens", usage.output())
                .putNull("prompt_tokens_details");
    }

    @Override
    public String finishOfForcedCall() {
        return "stop";
    }

    @Override
    public boolean tellsCaching() {
        return false;
    }

    @Override
    public Map<String, String> quotaHeaders(QuotaState state) {
        return Map.of();
    }

    @Override
    public HttpReply error(Rejection rejection) {
        var trouble = rejection.trouble();
        if (trouble == Trouble.MISSING_KEY || trouble == Trouble.WRONG_KEY) {
            return HttpReply.json(rejection.status(), "{\"error\":\"Unauthorized\"}");
        }
        var body = JSON.objectNode();
        body.putObject("error")
                .put("message", message(rejection))
                .put("type", type(rejection.status()))
                .put("param", param(rejection))
                .put("code", rejection.status());
        return HttpReply.json(rejection.status(), body.toString());
    }

    private static String message(Rejection rejection) {
        if (rejection.message() != null) {
            return rejection.message();
        }
        return switch (rejection.trouble()) {
            case CONTEXT ->
                "You passed 33031 input tokens and requested 512 output tokens. However, the model's context "
                        + "length is only 32768 tokens, resulting in a maximum input length of 32256 tokens.";
            case NO_MODEL -> "The model does not exist.";
            case NO_PATH -> "Not Found";
            case RATE, OVERLOADED, BILLING -> "The server cannot take this request now.";
            case SERVER -> "Internal server error";
            case MISSING_KEY, WRONG_KEY, MALFORMED_JSON, INVALID, MISSING_PARAMETER, UNSUPPORTED_PARAMETER, TOO_LARGE ->
                "The request is not valid.";
        };
    }

    private static String type(int status) {
        return switch (status) {
            case 400, 422 -> "BadRequestError";
            case 404 -> "NotFoundError";
            default -> status >= 500 ? "InternalServerError" : "APIError";
        };
    }

    private static @Nullable String param(Rejection rejection) {
        return rejection.trouble() == Trouble.CONTEXT ? "input_tokens" : rejection.param();
    }
}
