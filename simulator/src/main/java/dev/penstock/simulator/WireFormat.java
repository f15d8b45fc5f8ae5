package dev.penstock.simulator;

import dev.penstock.item.Usage;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// One provider's protocol: how its requests are read and its replies written. Stateless.
sealed interface WireFormat permits AnthropicWire, ChatWire {
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

    /// Where the provider's prompt cache may cut a prompt, shortest first.
    List<CachePrefix> prefixes(Prompt prompt);

    /// Whether the provider bills what it writes into the cache as such.
    boolean billsCacheWrites(String model);

    static WireFormat of(Wire wire) {
        return switch (wire) {
            case ANTHROPIC -> AnthropicWire.INSTANCE;
            case OPENAI -> ChatWire.OPENAI;
            case MISTRAL -> ChatWire.MISTRAL;
            case VLLM -> ChatWire.VLLM;
        };
    }
}
