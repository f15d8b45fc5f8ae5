package dev.penstock.simulator;

import dev.penstock.item.Usage;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// One provider's protocol: how its requests are read and its replies written. Stateless.
sealed interface WireFormat permits AnthropicWire, OpenAiWire {
    /// Judges a request body as the real server does.
    Intake read(JsonNode body);

    /// A 200 with the provider's body and headers.
    ///
    /// @param usage null to leave it out
    HttpReply reply(long seq, Prompt prompt, Answer answer, @Nullable Usage usage, long epochSecond);

    /// An error in the provider's shape.
    HttpReply error(long seq, Rejection rejection);

    /// Headers on every reply of this call.
    Map<String, String> headers(long seq);

    /// Rate-limit headers in the provider's form.
    Map<String, String> quotaHeaders(QuotaState state);

    static WireFormat of(Wire wire) {
        return switch (wire) {
            case ANTHROPIC -> AnthropicWire.INSTANCE;
            case OPENAI, MISTRAL, VLLM -> OpenAiWire.INSTANCE;
        };
    }
}
